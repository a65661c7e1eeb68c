using System.Numerics.Tensors;

namespace MLExtensions.Columns;

/// <summary>Rows read from a data view, growing as they come: features row by row, labels, and weights where there are any.</summary>
internal sealed class LabelledRows(int featureCount, bool weighted, int expectedRows)
{
    private float[] _features = new float[Math.Min(Array.MaxLength, (long)featureCount * expectedRows)];
    private float[] _labels = new float[expectedRows];
    private float[]? _weights = weighted ? new float[expectedRows] : null;

    public int Count { get; private set; }

    public ReadOnlyMemory<float> Features => _features.AsMemory(0, Count * featureCount);

    public ReadOnlyMemory<float> Labels => _labels.AsMemory(0, Count);

    /// <summary>Empty where all rows weigh 1.</summary>
    public ReadOnlyMemory<float> Weights => _weights is null ? default : _weights.AsMemory(0, Count);

    /// <summary>The labels as class indices.</summary>
    public int[] ClassIndices()
    {
        int[] indices = new int[Count];
        TensorPrimitives.ConvertTruncating<float, int>(Labels.Span, indices);
        return indices;
    }

    public void Add(ReadOnlySpan<float> features, float label, float weight)
    {
        if (Count == _labels.Length)
        {
            Grow();
        }

        features.CopyTo(_features.AsSpan(Count * featureCount));
        _labels[Count] = label;
        if (_weights is not null)
        {
            _weights[Count] = weight;
        }

        Count++;
    }

    private void Grow()
    {
        long rows = Math.Min(Math.Max(256, 2L * Count), Array.MaxLength / featureCount);
        if (rows <= Count)
        {
            throw new NotSupportedException(
                $"The training data has more than {Count} rows of {featureCount} features, which is over the {Array.MaxLength} values that fit in one block of memory. Train on fewer rows.");
        }

        Array.Resize(ref _features, (int)(rows * featureCount));
        Array.Resize(ref _labels, (int)rows);
        if (_weights is not null)
        {
            Array.Resize(ref _weights, (int)rows);
        }
    }
}
