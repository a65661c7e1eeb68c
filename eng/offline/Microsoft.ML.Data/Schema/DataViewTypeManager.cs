using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column type stands for which class with which attribute, beside the types that are always known.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock Access = new();
    private static readonly Dictionary<(Type Type, DataViewTypeAttribute Attribute), DataViewType> Types = [];
    private static readonly Dictionary<DataViewType, (Type Type, DataViewTypeAttribute Attribute)> Classes = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        Contracts.CheckParam(
            ColumnTypeExtensions.TryPrimitiveTypeFromType(type) is null && type != typeof(string),
            nameof(type),
            $"Type {type} is one of those that are always known, so it cannot be registered.");
        lock (Access)
        {
            bool hasType = Types.TryGetValue((type, typeAttribute), out DataViewType knownType);
            Contracts.CheckParam(
                !hasType || knownType.Equals(dataViewType),
                nameof(type),
                $"The raw type {type} has been associated with {knownType} so it cannot be associated with {dataViewType}.");
            bool hasClass = Classes.TryGetValue(dataViewType, out var knownClass);
            Contracts.CheckParam(
                !hasClass || knownClass.Equals((type, typeAttribute)),
                nameof(dataViewType),
                $"The DataView type {dataViewType} has been associated with {knownClass.Type} so it cannot be associated with {type}.");
            Types[(type, typeAttribute)] = dataViewType;
            Classes[dataViewType] = (type, typeAttribute);
        }
    }

    /// <summary>The type registered for a class and the attribute of the member that holds it; null where there is none.</summary>
    internal static DataViewType Find(Type type, DataViewTypeAttribute attribute)
    {
        lock (Access)
        {
            return Types.GetValueOrDefault((type, attribute));
        }
    }

    /// <summary>The attribute that says which type a member is of, registered; null where there is none.</summary>
    internal static DataViewTypeAttribute RegisterAttributeOf(MemberInfo member)
    {
        DataViewTypeAttribute[] attributes = [.. member.GetCustomAttributes<DataViewTypeAttribute>()];
        Contracts.CheckParam(
            attributes.Length < 2, "userType", $"Member {member.Name} cannot be marked with multiple attributes derived from {typeof(DataViewTypeAttribute)}.");
        if (attributes.Length == 0)
        {
            return null;
        }

        attributes[0].Register();
        return attributes[0];
    }
}
