namespace Microsoft.ML.Data;

public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination) =>
        Create(ref destination, destination.Length, destination.GetValues().Length, keepOldOnResize: true);

    /// <summary>Reuses the destination's arrays where they are large enough, so that a getter need not allocate for each row.</summary>
    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(newLogicalLength);
        int count = valuesCount ?? newLogicalLength;
        if (count < 0 || count > newLogicalLength)
        {
            throw new ArgumentOutOfRangeException(nameof(valuesCount), "If specified, must be between 0 and newLogicalLength.");
        }

        T[] values = destination.ValuesArray;
        int[] indices = destination.IndicesArray;
        bool createdValues = EnsureSize(ref values, count, maxValuesCapacity, keepOldOnResize);
        bool createdIndices = (count < newLogicalLength || requireIndicesOnDense)
            && EnsureSize(ref indices, count, maxValuesCapacity, keepOldOnResize);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, requireIndicesOnDense, createdValues, createdIndices);
    }

    private static bool EnsureSize<T>(ref T[] array, int size, int? capacity, bool keepOld)
    {
        if ((array?.Length ?? 0) >= size)
        {
            return false;
        }

        // Grows by doubling, so that a column whose vectors get longer row by row settles.
        int doubled = (int)Math.Min(2L * (array?.Length ?? 0), Math.Min(Array.MaxLength, capacity ?? Array.MaxLength));
        var grown = new T[Math.Max(size, doubled)];
        if (keepOld)
        {
            array?.CopyTo(grown, 0);
        }

        array = grown;
        return true;
    }
}
