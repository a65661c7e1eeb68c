using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A schema definition checked against the class: each column with its member.</summary>
internal sealed class InternalSchemaDefinition
{
    private InternalSchemaDefinition(Column[] columns)
    {
        Columns = columns;
        Schema = SchemaExtensions.MakeSchema(
            columns.Select(column => new DataViewSchema.DetachedColumn(column.Name, column.Type, column.Annotations)));
    }

    public IReadOnlyList<Column> Columns { get; }

    public DataViewSchema Schema { get; }

    public static InternalSchemaDefinition Create(Type userType, SchemaDefinition.Direction direction, SchemaDefinition definition = null) =>
        new([.. (definition ?? SchemaDefinition.Create(userType, direction)).Select(column => Bind(userType, column))]);

    public static void GetVectorAndItemType(MemberInfo member, out bool isVector, out Type itemType) =>
        GetVectorAndItemType(member.Name, TypeOf(member), out isVector, out itemType, DataViewTypeManager.RegisterAttributeOf(member));

    public static void GetVectorAndItemType(
        string name, Type type, out bool isVector, out Type itemType, DataViewTypeAttribute attribute = null)
    {
        isVector = true;
        if (type.IsArray)
        {
            itemType = type.GetElementType();
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>))
        {
            itemType = type.GetGenericArguments()[0];
        }
        else
        {
            itemType = type;
            isVector = false;
        }

        if (itemType == typeof(string))
        {
            itemType = typeof(ReadOnlyMemory<char>);
        }

        Contracts.CheckParam(
            ColumnTypeExtensions.TryPrimitiveTypeFromType(itemType) is not null || DataViewTypeManager.Find(itemType, attribute) is not null,
            "rawType",
            $"Could not determine an IDataView type and registered custom types for member {name}");
    }

    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static Column Bind(Type userType, SchemaDefinition.Column column)
    {
        const string Definition = "userSchemaDefinition";
        MemberInfo member = (MemberInfo)userType.GetField(column.MemberName) ?? userType.GetProperty(column.MemberName);
        Contracts.CheckParam(member is not null, Definition, $"No field or property with name '{column.MemberName}' found in type '{userType.FullName}'");
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        GetVectorAndItemType(member, out bool isVector, out Type itemType);
        DataViewType type = column.ColumnType;
        if (type is null)
        {
            PrimitiveDataViewType primitive = ColumnTypeExtensions.PrimitiveTypeFromType(itemType);
            type = isVector ? new VectorDataViewType(primitive) : primitive;
        }

        Contracts.CheckParam(
            isVector == type is VectorDataViewType,
            Definition,
            $"Column '{name}' is supposed to be {Shape(!isVector)}, but type of associated field '{column.MemberName}' is {Shape(isVector)}");
        Contracts.CheckParam(
            itemType == type.GetItemType().RawType,
            Definition,
            $"Column '{name}' is supposed to have item type {type.GetItemType().RawType}, but associated field has type {itemType}");
        return new Column(name, type, member, column.Annotations);

        static string Shape(bool isVector) => isVector ? "vector" : "scalar";
    }

    internal sealed record Column(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations)
    {
        public Type MemberType => TypeOf(Member);
    }
}
