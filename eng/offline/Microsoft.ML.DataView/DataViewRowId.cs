using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>128 bits that name a row: the state of a 128-bit Murmur3 hash, fed one block for each derivation.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    /// <summary>The id of the first row made from this one.</summary>
    public DataViewRowId Fork() => Feed(1, 0);

    /// <summary>The id of the next row made from the same source as this one.</summary>
    public DataViewRowId Next() => Feed(0, 0);

    /// <summary>The id of a row made from this one and another.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        DataViewRowId forked = other.Fork();
        return Feed(forked.Low, forked.High);
    }

    public int CompareTo(DataViewRowId other)
    {
        int high = High.CompareTo(other.High);
        return high == 0 ? Low.CompareTo(other.Low) : high;
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    private DataViewRowId Feed(ulong first, ulong second)
    {
        const ulong C1 = 0x87c37b91114253d5;
        const ulong C2 = 0x4cf5ad432745937f;
        ulong low = Low ^ (BitOperations.RotateLeft(first * C1, 31) * C2);
        low = ((BitOperations.RotateLeft(low, 27) + High) * 5) + 0x52dce729;
        ulong high = High ^ (BitOperations.RotateLeft(second * C2, 33) * C1);
        high = ((BitOperations.RotateLeft(high, 31) + low) * 5) + 0x38495ab5;
        return new DataViewRowId(low, high);
    }
}
