using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLExtensions.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLExtensions.Networks;

/// <summary>Labelled rows in arrays. The arrays are not copied: they must not change while they are read.</summary>
public sealed class InMemoryData : TrainingData
{
    private readonly IReadOnlyList<ReadOnlyMemory<float>> _blocks;
    private readonly int _rowLength;
    private readonly int _rowsInBlock;
    private readonly int _rowCount;

    /// <summary>Rows with numbers as labels: 0 and 1, or values to predict.</summary>
    /// <param name="rowShape">The shape of one row: `[features]`.</param>
    /// <param name="features">The rows, one after the other.</param>
    /// <param name="labels">The rows' labels, one after the other: `[rows, labelSize]`.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <param name="groups">One group number a row, the rows of a group one after the other; empty where there are no groups. Only ranking needs them.</param>
    /// <param name="labelSize">Label values of one row, at least 1. Default 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, no row has weight, or a group is in two places; the message says which.</exception>
    public InMemoryData(
        Shape rowShape, ReadOnlyMemory<float> features, ReadOnlyMemory<float> labels, ReadOnlyMemory<float> weights = default, ReadOnlyMemory<int> groups = default, int labelSize = 1)
        : this(rowShape, [features], labels, weights, groups, labelSize)
    {
    }

    /// <summary>Rows with class indices as labels.</summary>
    /// <param name="rowShape">The shape of one row: `[features]`.</param>
    /// <param name="features">The rows, one after the other.</param>
    /// <param name="labels">One class index a row, from 0.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, or no row has weight; the message says which.</exception>
    public InMemoryData(Shape rowShape, ReadOnlyMemory<float> features, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights = default)
        : this(rowShape, [features], labels, weights)
    {
    }

    /// <summary>Rows in blocks, for more values than one array holds, with numbers as labels.</summary>
    /// <param name="rowShape">The shape of one row: `[features]`.</param>
    /// <param name="blocks">The rows; each block but the last holds the same number of whole rows.</param>
    /// <param name="labels">The rows' labels, one after the other: `[rows, labelSize]`.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <param name="groups">One group number a row, the rows of a group one after the other; empty where there are no groups. Only ranking needs them.</param>
    /// <param name="labelSize">Label values of one row, at least 1. Default 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, no row has weight, or a group is in two places; the message says which.</exception>
    public InMemoryData(
        Shape rowShape,
        IReadOnlyList<ReadOnlyMemory<float>> blocks,
        ReadOnlyMemory<float> labels,
        ReadOnlyMemory<float> weights = default,
        ReadOnlyMemory<int> groups = default,
        int labelSize = 1)
        : this(rowShape, blocks, RowsOf(labels.Length, labelSize), weights, groups, ElementType.Float32)
    {
        LabelSize = labelSize;
        CheckFinite(labels.Span, labelSize, 0, "label");
        Labels = labels;
    }

    /// <summary>Rows in blocks, for more values than one array holds, with class indices as labels.</summary>
    /// <param name="rowShape">The shape of one row: `[features]`.</param>
    /// <param name="blocks">The rows; each block but the last holds the same number of whole rows.</param>
    /// <param name="labels">One class index a row, from 0.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, or no row has weight; the message says which.</exception>
    public InMemoryData(Shape rowShape, IReadOnlyList<ReadOnlyMemory<float>> blocks, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights = default)
        : this(rowShape, blocks, labels.Length, weights, groups: default, ElementType.Int32)
    {
        LabelSize = 1;
        Classes = labels;
    }

    private InMemoryData(
        Shape rowShape, IReadOnlyList<ReadOnlyMemory<float>> blocks, int rowCount, ReadOnlyMemory<float> weights, ReadOnlyMemory<int> groups, ElementType labelType)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (rowCount == 0)
        {
            throw new ArgumentException("There are no rows; training and validation need at least one.", nameof(blocks));
        }

        RowShape = rowShape;
        LabelType = labelType;
        _blocks = blocks;
        Weights = weights;
        _rowCount = rowCount;
        _rowLength = checked((int)rowShape.Length);
        _rowsInBlock = CheckBlocks();
        CheckWeights();
        Groups = groups.IsEmpty ? null : RowGroups.Of(groups, rowCount);
    }

    /// <inheritdoc/>
    public override long? RowCount => _rowCount;

    /// <inheritdoc/>
    public override Shape RowShape { get; }

    /// <inheritdoc/>
    public override ElementType LabelType { get; }

    /// <inheritdoc/>
    public override int LabelSize { get; }

    /// <inheritdoc/>
    public override bool HasGroups => Groups is not null;

    internal ReadOnlyMemory<float> Labels { get; }

    internal ReadOnlyMemory<int> Classes { get; }

    internal ReadOnlyMemory<float> Weights { get; }

    internal RowGroups? Groups { get; }

    /// <summary>How many batches one pass gives; of rows in groups how many there are in the groups' own order.</summary>
    /// <param name="rowsABatch">How many rows each batch is asked for; at least 1.</param>
    public override long? BatchCount(int rowsABatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsABatch, 1);
        return Groups?.BatchCount(rowsABatch) ?? base.BatchCount(rowsABatch);
    }

    /// <inheritdoc/>
    public override BatchReader Open(Philox? shuffle) => new InMemoryReader(this, shuffle);

    /// <summary>The SHA-256 of features, labels, weights and groups.</summary>
    public override string? Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<float> block in _blocks)
        {
            hash.AppendData(MemoryMarshal.AsBytes(block.Span));
        }

        hash.AppendData(MemoryMarshal.AsBytes(Labels.Span));
        hash.AppendData(MemoryMarshal.AsBytes(Classes.Span));
        hash.AppendData(MemoryMarshal.AsBytes(Weights.Span));
        hash.AppendData(MemoryMarshal.AsBytes(Groups is null ? default : Groups.Numbers.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal ReadOnlySpan<float> Rows(int first, int count)
    {
        int offset = first % _rowsInBlock;
        return _blocks[first / _rowsInBlock].Span.Slice(offset * _rowLength, count * _rowLength);
    }

    private static int RowsOf(int labels, int labelSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelSize, 1);
        return labels % labelSize == 0
            ? labels / labelSize
            : throw new ArgumentException($"There are {labels} label values; expected a multiple of {labelSize}, the values of a row.", nameof(labels));
    }

    private int CheckBlocks()
    {
        if (_rowLength == 0)
        {
            throw new ArgumentException($"Rows of shape {RowShape} hold no values; at least one feature is needed.", "rowShape");
        }

        int rowsInBlock = _blocks.Count == 0 ? 1 : Math.Max(1, _blocks[0].Length / _rowLength);
        long rows = 0;
        for (int i = 0; i < _blocks.Count; i++)
        {
            int length = _blocks[i].Length;
            if (length % _rowLength != 0 || (i < _blocks.Count - 1 && length / _rowLength != rowsInBlock) || length / _rowLength > rowsInBlock)
            {
                throw new ArgumentException(
                    $"Features: block {i} holds {length} values; expected a multiple of {_rowLength} (rows of shape {RowShape}), and {rowsInBlock} rows in each block but the last.", "blocks");
            }

            CheckFinite(_blocks[i].Span, _rowLength, rows, "feature");
            rows += length / _rowLength;
        }

        return rows == _rowCount ? rowsInBlock : throw new ArgumentException($"There are {rows} rows of features of shape {RowShape} and {_rowCount} labels; expected as many of each.", "labels");
    }

    private void CheckWeights()
    {
        if (Weights.IsEmpty)
        {
            return;
        }

        if (Weights.Length != _rowCount)
        {
            throw new ArgumentException($"There are {_rowCount} rows and {Weights.Length} weights; expected as many of each, or no weights.", "weights");
        }

        CheckFinite(Weights.Span, 1, 0, "weight");
        int negative = Weights.Span.IndexOfAnyInRange(float.NegativeInfinity, -float.Epsilon);
        if (negative >= 0)
        {
            throw new ArgumentException($"The weight of row {negative} is {Weights.Span[negative]}; weights must be at least 0.", "weights");
        }

        if (Weights.Span.IndexOfAnyExcept(0f) < 0)
        {
            throw new ArgumentException("Every row's weight is 0, so there is nothing to learn from; give at least one row a weight above 0.", "weights");
        }
    }

    private static void CheckFinite(ReadOnlySpan<float> values, int rowLength, long firstRow, string noun)
    {
        if (TensorPrimitives.IsFiniteAll(values))
        {
            return;
        }

        int bad = 0;
        while (float.IsFinite(values[bad]))
        {
            bad++;
        }

        string which = noun == "feature" || rowLength > 1 ? $"{char.ToUpperInvariant(noun[0])}{noun[1..]} {bad % rowLength}" : $"The {noun}";
        throw new ArgumentException($"{which} of row {firstRow + (bad / rowLength)} is {values[bad]}; expected a finite number. Replace missing values first.", noun + "s");
    }
}
