namespace Microsoft.ML.Data;

public readonly ref struct VBufferEditor<T>
{
    public readonly Span<T> Values;
    public readonly Span<int> Indices;

    private readonly int _logicalLength;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(
        int logicalLength, int count, T[] values, int[] indices, bool requireIndicesOnDense, bool createdNewValues, bool createdNewIndices)
    {
        _logicalLength = logicalLength;
        _values = values;
        _indices = indices;
        CreatedNewValues = createdNewValues;
        CreatedNewIndices = createdNewIndices;
        Values = values.AsSpan(0, count);
        Indices = count < logicalLength || requireIndicesOnDense ? indices.AsSpan(0, count) : default;
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_logicalLength, Values.Length, _values, _indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        if (physicalValuesCount < 0 || physicalValuesCount > Values.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(physicalValuesCount), "Updating physicalValuesCount during CommitTruncated cannot be greater than the original physicalValuesCount value.");
        }

        return new VBuffer<T>(_logicalLength, physicalValuesCount, _values, _indices);
    }
}
