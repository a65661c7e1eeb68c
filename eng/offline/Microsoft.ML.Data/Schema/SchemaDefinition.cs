using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How the public fields and properties of a class stand for columns.</summary>
public sealed partial class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(
                value.ColumnName == columnName,
                nameof(columnName),
                $"The column name is specified as '{value.ColumnName}' but must match the selector '{columnName}'.");
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index >= 0)
            {
                this[index] = value;
            }
            else
            {
                Add(value);
            }
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var definition = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (MemberInfo member in Members(userType, direction))
        {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            Contracts.CheckParam(names.Add(name), nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            definition.Add(new Column(member.Name, TypeOf(member), name));
        }

        return definition;
    }

    private static IEnumerable<MemberInfo> Members(Type userType, Direction direction)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> fields = userType.GetFields(Flags).Where(field => field.FieldType != typeof(IChannel));
        IEnumerable<MemberInfo> properties = userType.GetProperties(Flags).Where(property =>
            property.PropertyType != typeof(IChannel)
            && property.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && property.GetGetMethod() is not null)
                || (direction.HasFlag(Direction.Write) && property.GetSetMethod() is not null)));
        return fields.Concat(properties).Where(member => member.GetCustomAttribute<NoColumnAttribute>() is null);
    }

    private static DataViewType TypeOf(MemberInfo member)
    {
        InternalSchemaDefinition.GetVectorAndItemType(member, out bool isVector, out Type rawType);
        if (DataViewTypeManager.Find(rawType, member.GetCustomAttribute<DataViewTypeAttribute>()) is DataViewType registered)
        {
            return registered;
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        Contracts.CheckParam(
            vector is null || isVector, "userType", $"Member {member.Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
        PrimitiveDataViewType itemType = ColumnTypeExtensions.PrimitiveTypeFromType(rawType);
        if (member.GetCustomAttribute<KeyTypeAttribute>() is KeyTypeAttribute key)
        {
            Contracts.CheckParam(
                KeyDataViewType.IsValidDataType(rawType),
                "userType",
                $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            itemType = new KeyDataViewType(rawType, key.KeyCount.Count.GetValueOrDefault());
        }

        return !isVector ? itemType
            : vector?.Dims is { Length: > 0 } dimensions ? new VectorDataViewType(itemType, dimensions)
            : new VectorDataViewType(itemType);
    }
}
