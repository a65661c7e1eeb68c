using System.Collections.Immutable;

namespace Microsoft.ML.Data;

public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : this(itemType, ImmutableArray.Create(size))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, dimensions is null ? [] : ImmutableArray.Create(dimensions))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(VectorOf(itemType))
    {
        if (dimensions.IsDefaultOrEmpty)
        {
            throw new ArgumentOutOfRangeException(nameof(dimensions), "A vector type needs at least one dimension.");
        }

        int size = 1;
        foreach (int dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            size = checked(size * dimension);
        }

        ItemType = itemType;
        Dimensions = dimensions;
        Size = size;
    }

    public PrimitiveDataViewType ItemType { get; }

    public ImmutableArray<int> Dimensions { get; }

    /// <summary>Product of the dimensions; 0 where any is unknown.</summary>
    public int Size { get; }

    public bool IsKnownSize => Size > 0;

    public override bool Equals(DataViewType other) =>
        other is VectorDataViewType vector && vector.ItemType.Equals(ItemType) && vector.Dimensions.AsSpan().SequenceEqual(Dimensions.AsSpan());

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ItemType);
        foreach (int dimension in Dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    public override string ToString()
    {
        string dimensions = Dimensions.Length == 1 && Size == 0
            ? ""
            : string.Concat(Dimensions.Select(dimension => dimension > 0 ? $", {dimension}" : ", *"));
        return $"Vector<{ItemType}{dimensions}>";
    }

    private static Type VectorOf(PrimitiveDataViewType itemType)
    {
        ArgumentNullException.ThrowIfNull(itemType);
        return typeof(VBuffer<>).MakeGenericType(itemType.RawType);
    }
}
