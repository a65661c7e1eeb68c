namespace Microsoft.ML.Data;

public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, int count)
        : this(type, count > 0 ? (ulong)count : 0)
    {
    }

    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        if (!IsValidDataType(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), "Type is not valid, it must be Byte, UInt16, UInt32, or UInt64.");
        }

        if (count == 0 || count > MaxCount(type))
        {
            throw new ArgumentOutOfRangeException(
                nameof(count),
                $"The cardinality of a {nameof(KeyDataViewType)} must not exceed {type.Name}.MaxValue and must be strictly positive, but got {count}.");
        }

        Count = count;
    }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type) => MaxCount(type) != 0;

    public override bool Equals(DataViewType other) =>
        other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static ulong MaxCount(Type type)
    {
        return type == typeof(byte) ? byte.MaxValue
            : type == typeof(ushort) ? ushort.MaxValue
            : type == typeof(uint) ? uint.MaxValue
            : type == typeof(ulong) ? ulong.MaxValue
            : 0;
    }
}
