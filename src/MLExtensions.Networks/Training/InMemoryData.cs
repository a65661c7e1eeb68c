using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLExtensions.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLExtensions.Networks;

/// <summary>Labelled rows in arrays. The arrays are not copied: they must not change while they are read.</summary>
public sealed class InMemoryData : TrainingData
{
    private readonly IReadOnlyList<ReadOnlyMemory<float>> _blocks;
    private readonly ReadOnlyMemory<float> _labels;
    private readonly ReadOnlyMemory<int> _classes;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly int _rowLength;
    private readonly int _rowsInBlock;
    private readonly int _rowCount;

    /// <summary>Rows with numbers as labels: 0 and 1, or values to predict.</summary>
    /// <param name="rowShape">The shape of one row: `[features]`.</param>
    /// <param name="features">The rows, one after the other.</param>
    /// <param name="labels">One label a row.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, or no row has weight; the message says which.</exception>
    public InMemoryData(Shape rowShape, ReadOnlyMemory<float> features, ReadOnlyMemory<float> labels, ReadOnlyMemory<float> weights = default)
        : this(rowShape, [features], labels, weights)
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
    /// <param name="labels">One label a row.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, or no row has weight; the message says which.</exception>
    public InMemoryData(Shape rowShape, IReadOnlyList<ReadOnlyMemory<float>> blocks, ReadOnlyMemory<float> labels, ReadOnlyMemory<float> weights = default)
        : this(rowShape, blocks, labels.Length, weights, ElementType.Float32)
    {
        CheckFinite(labels.Span, 1, 0, "label");
        _labels = labels;
    }

    /// <summary>Rows in blocks, for more values than one array holds, with class indices as labels.</summary>
    /// <param name="rowShape">The shape of one row: `[features]`.</param>
    /// <param name="blocks">The rows; each block but the last holds the same number of whole rows.</param>
    /// <param name="labels">One class index a row, from 0.</param>
    /// <param name="weights">One weight a row, at least 0; empty where each row counts once.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, or no row has weight; the message says which.</exception>
    public InMemoryData(Shape rowShape, IReadOnlyList<ReadOnlyMemory<float>> blocks, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights = default)
        : this(rowShape, blocks, labels.Length, weights, ElementType.Int32)
    {
        _classes = labels;
    }

    private InMemoryData(Shape rowShape, IReadOnlyList<ReadOnlyMemory<float>> blocks, int rowCount, ReadOnlyMemory<float> weights, ElementType labelType)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (rowCount == 0)
        {
            throw new ArgumentException("There are no rows; training and validation need at least one.", nameof(blocks));
        }

        RowShape = rowShape;
        LabelType = labelType;
        _blocks = blocks;
        _weights = weights;
        _rowCount = rowCount;
        _rowLength = checked((int)rowShape.Length);
        _rowsInBlock = CheckBlocks();
        CheckWeights();
    }

    /// <inheritdoc/>
    public override long? RowCount => _rowCount;

    /// <inheritdoc/>
    public override Shape RowShape { get; }

    /// <inheritdoc/>
    public override ElementType LabelType { get; }

    /// <inheritdoc/>
    public override BatchReader Open(Philox? shuffle) => new Reader(this, shuffle);

    /// <summary>The SHA-256 of features, labels and weights.</summary>
    public override string? Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<float> block in _blocks)
        {
            hash.AppendData(MemoryMarshal.AsBytes(block.Span));
        }

        hash.AppendData(MemoryMarshal.AsBytes(_labels.Span));
        hash.AppendData(MemoryMarshal.AsBytes(_classes.Span));
        hash.AppendData(MemoryMarshal.AsBytes(_weights.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
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
        if (_weights.IsEmpty)
        {
            return;
        }

        if (_weights.Length != _rowCount)
        {
            throw new ArgumentException($"There are {_rowCount} rows and {_weights.Length} weights; expected as many of each, or no weights.", "weights");
        }

        CheckFinite(_weights.Span, 1, 0, "weight");
        int negative = _weights.Span.IndexOfAnyInRange(float.NegativeInfinity, -float.Epsilon);
        if (negative >= 0)
        {
            throw new ArgumentException($"The weight of row {negative} is {_weights.Span[negative]}; weights must be at least 0.", "weights");
        }

        if (_weights.Span.IndexOfAnyExcept(0f) < 0)
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

        string which = noun == "feature" ? $"Feature {bad % rowLength}" : $"The {noun}";
        throw new ArgumentException($"{which} of row {firstRow + (bad / rowLength)} is {values[bad]}; expected a finite number. Replace missing values first.", noun + "s");
    }

    private ReadOnlySpan<float> Rows(int first, int count)
    {
        int offset = first % _rowsInBlock;
        return _blocks[first / _rowsInBlock].Span.Slice(offset * _rowLength, count * _rowLength);
    }

    private sealed class Reader : BatchReader
    {
        private readonly InMemoryData _data;
        private readonly ArrayPool<int> _integers = ArrayPool<int>.Shared;
        private readonly ArrayPool<float> _numbers = ArrayPool<float>.Shared;
        private int[]? _order;
        private float[] _features = [];
        private float[] _values = [];
        private int[] _classes = [];
        private int _next;

        public Reader(InMemoryData data, Philox? shuffle)
        {
            _data = data;
            if (shuffle is not null)
            {
                _order = _integers.Rent(data._rowCount);
                Span<int> order = _order.AsSpan(0, data._rowCount);
                for (int i = 0; i < order.Length; i++)
                {
                    order[i] = i;
                }

                shuffle.Shuffle(order);
            }
        }

        public override Batch? Read(TensorScope scope, int rows)
        {
            ArgumentNullException.ThrowIfNull(scope);
            ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
            int count = Math.Min(rows, _data._rowCount - _next);
            if (count == 0)
            {
                return null;
            }

            Tensor features = ReadFeatures(scope, count);
            Tensor labels = _data.LabelType == ElementType.Int32 ? ReadClasses(scope, count) : ReadValues(scope, _data._labels.Span, count, out _);
            double totalWeight = count;
            Tensor? weights = _data._weights.IsEmpty ? null : ReadValues(scope, _data._weights.Span, count, out totalWeight);
            _next += count;
            return new Batch(scope, features, labels, weights, totalWeight);
        }

        public override long Skip(TensorScope scope, long rows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rows);
            int count = (int)Math.Min(rows, _data._rowCount - _next);
            _next += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (_order is not null)
            {
                _integers.Return(_order);
                _order = null;
            }

            Grow(_numbers, ref _features, 0);
            Grow(_numbers, ref _values, 0);
            Grow(_integers, ref _classes, 0);
            base.Dispose(disposing);
        }

        private Tensor ReadFeatures(TensorScope scope, int count)
        {
            int length = _data._rowLength;
            Span<float> features = Grow(_numbers, ref _features, count * length);
            for (int i = 0; i < count; i++)
            {
                _data.Rows(Row(i), 1).CopyTo(features[(i * length)..]);
            }

            return scope.From(features, BatchShape(count));
        }

        private Tensor ReadValues(TensorScope scope, ReadOnlySpan<float> source, int count, out double sum)
        {
            Span<float> values = Grow(_numbers, ref _values, count);
            sum = 0;
            for (int i = 0; i < count; i++)
            {
                values[i] = source[Row(i)];
                sum += values[i];
            }

            return scope.From(values, [count]);
        }

        private Tensor ReadClasses(TensorScope scope, int count)
        {
            Span<int> classes = Grow(_integers, ref _classes, count);
            ReadOnlySpan<int> source = _data._classes.Span;
            for (int i = 0; i < count; i++)
            {
                classes[i] = source[Row(i)];
            }

            return scope.From(classes, [count]);
        }

        private int Row(int i) => _order is null ? _next + i : _order[_next + i];

        private Shape BatchShape(int count)
        {
            Span<int> lengths = stackalloc int[_data.RowShape.Rank + 1];
            lengths[0] = count;
            _data.RowShape.CopyTo(lengths[1..]);
            return Shape.Create(lengths);
        }

        private static Span<T> Grow<T>(ArrayPool<T> pool, ref T[] buffer, int length)
        {
            if (buffer.Length < length || length == 0)
            {
                if (buffer.Length > 0)
                {
                    pool.Return(buffer);
                }

                buffer = length == 0 ? [] : pool.Rent(length);
            }

            return buffer.AsSpan(0, length);
        }
    }
}
