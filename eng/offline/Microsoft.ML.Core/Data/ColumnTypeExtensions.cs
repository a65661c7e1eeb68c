using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class ColumnTypeExtensions
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Primitives = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        BooleanDataViewType.Instance, TextDataViewType.Instance, TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance,
        DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.RawType);

    public static bool IsStandardScalar(this DataViewType type) =>
        type is NumberDataViewType or TextDataViewType or BooleanDataViewType or TimeSpanDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType;

    /// <summary>Zero for what is not a key.</summary>
    public static ulong GetKeyCount(this DataViewType type) => (type as KeyDataViewType)?.Count ?? 0;

    public static int GetKeyCountAsInt32(this DataViewType type, IExceptionContext ectx = null)
    {
        ulong count = type.GetKeyCount();
        ectx.Check(count <= int.MaxValue, "KeyType Count exceeds Int32.MaxValue");
        return (int)count;
    }

    public static DataViewType GetItemType(this DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    /// <summary>Zero for what is not a vector of known size.</summary>
    public static int GetVectorSize(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 0;

    public static int GetValueCount(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 1;

    public static bool IsKnownSizeVector(this DataViewType type) => type.GetVectorSize() > 0;

    public static bool SameSizeAndItemType(this DataViewType type, DataViewType other)
    {
        return other is not null
            && (type.Equals(other)
                || (type is VectorDataViewType vector && other is VectorDataViewType otherVector
                    && vector.Size == otherVector.Size && vector.ItemType.Equals(otherVector.ItemType)));
    }

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type)
    {
        return TryPrimitiveTypeFromType(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type)
            ?? throw Contracts.ExceptParam(nameof(type), $"Bad data kind: {type}");
    }

    /// <summary>The primitive type whose text this is; null where there is none.</summary>
    public static PrimitiveDataViewType FromName(string name) => Primitives.Values.FirstOrDefault(type => type.ToString() == name);

    public static PrimitiveDataViewType TryPrimitiveTypeFromType(Type type) => Primitives.GetValueOrDefault(type);
}
