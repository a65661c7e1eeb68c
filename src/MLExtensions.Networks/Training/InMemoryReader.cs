using System.Buffers;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One pass over <see cref="InMemoryData"/>: rows, or whole groups of them, in their own order or shuffled.</summary>
internal sealed class InMemoryReader : BatchReader
{
    private readonly InMemoryData _data;
    private readonly ArrayPool<int> _integers = ArrayPool<int>.Shared;
    private readonly ArrayPool<float> _numbers = ArrayPool<float>.Shared;
    private readonly int _rowCount;
    private readonly int _rowLength;
    private int[]? _order;
    private float[] _features = [];
    private float[] _values = [];
    private int[] _classes = [];
    private int[] _groups = [];
    private int _next;

    public InMemoryReader(InMemoryData data, Philox? shuffle)
    {
        _data = data;
        _rowCount = checked((int)data.RowCount!.Value);
        _rowLength = checked((int)data.RowShape.Length);
        if (shuffle is not null)
        {
            _order = _integers.Rent(_rowCount);
            Order(_order.AsSpan(0, _rowCount), shuffle);
        }
    }

    public override Batch? Read(TensorScope scope, int rows)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        int count = NextCount(rows);
        if (count == 0)
        {
            return null;
        }

        Tensor features = ReadFeatures(scope, count);
        Tensor labels = _data.LabelType == ElementType.Int32 ? ReadClasses(scope, count) : ReadLabels(scope, count);
        double totalWeight = count;
        Tensor? weights = _data.Weights.IsEmpty ? null : ReadWeights(scope, count, out totalWeight);
        ReadOnlyMemory<int> groups = _data.Groups is null ? default : ReadGroups(_data.Groups, count);
        _next += count;
        return new Batch(scope, features, labels, weights, totalWeight, groups);
    }

    public override long Skip(TensorScope scope, long batches, int rowsABatch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsABatch, 1);
        if (_data.Groups is null)
        {
            // The last batch may be short.
            long skipped = Math.Min(batches, (_rowCount - _next + (long)rowsABatch - 1) / rowsABatch);
            _next = (int)Math.Min(_next + (skipped * rowsABatch), _rowCount);
            return skipped;
        }

        long read = 0;
        for (int count; read < batches && (count = NextCount(rowsABatch)) > 0; read++)
        {
            _next += count;
        }

        return read;
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
        Grow(_integers, ref _groups, 0);
        base.Dispose(disposing);
    }

    private Tensor ReadFeatures(TensorScope scope, int count)
    {
                Span<float> features = Grow(_numbers, ref _features, count * _rowLength);
        for (int i = 0; i < count; i++)
        {
            _data.Rows(Row(i), 1).CopyTo(features[(i * _rowLength)..]);
        }

        return scope.From(features, BatchShape(count));
    }

    private Tensor ReadLabels(TensorScope scope, int count)
    {
        int size = _data.LabelSize;
        Span<float> labels = Grow(_numbers, ref _values, checked(count * size));
        ReadOnlySpan<float> source = _data.Labels.Span;
        for (int i = 0; i < count; i++)
        {
            source.Slice(Row(i) * size, size).CopyTo(labels[(i * size)..]);
        }

        return size == 1 ? scope.From(labels, [count]) : scope.From(labels, [count, size]);
    }

    private Tensor ReadWeights(TensorScope scope, int count, out double sum)
    {
        Span<float> weights = Grow(_numbers, ref _values, count);
        ReadOnlySpan<float> source = _data.Weights.Span;
        sum = 0;
        for (int i = 0; i < count; i++)
        {
            weights[i] = source[Row(i)];
            sum += weights[i];
        }

        return scope.From(weights, [count]);
    }

    private ReadOnlyMemory<int> ReadGroups(RowGroups groups, int count)
    {
        Span<int> numbers = Grow(_integers, ref _groups, count);
        ReadOnlySpan<int> source = groups.Numbers.Span;
        for (int i = 0; i < count; i++)
        {
            numbers[i] = source[Row(i)];
        }

        return _groups.AsMemory(0, count);
    }

    private Tensor ReadClasses(TensorScope scope, int count)
    {
        Span<int> classes = Grow(_integers, ref _classes, count);
        ReadOnlySpan<int> source = _data.Classes.Span;
        for (int i = 0; i < count; i++)
        {
            classes[i] = source[Row(i)];
        }

        return scope.From(classes, [count]);
    }

    // As many rows as fit; of rows in groups as many whole groups, but at least one.
    private int NextCount(int rows)
    {
        int left = _rowCount - _next;
        if (_data.Groups is null)
        {
            return Math.Min(rows, left);
        }

        ReadOnlySpan<int> numbers = _data.Groups.Numbers.Span;
        int count = 0;
        while (count < left)
        {
            int end = count + 1;
            while (end < left && numbers[Row(end)] == numbers[Row(count)])
            {
                end++;
            }

            if (count > 0 && end > rows)
            {
                break;
            }

            count = end;
        }

        return count;
    }

    private void Order(Span<int> rows, Philox shuffle)
    {
        if (_data.Groups is not { } groups)
        {
            Shuffle(rows, shuffle);
            return;
        }

        int[] places = _integers.Rent(groups.Count);
        Shuffle(places.AsSpan(0, groups.Count), shuffle);
        int next = 0;
        foreach (int group in places.AsSpan(0, groups.Count))
        {
            for (int i = 0; i < groups.Length(group); i++)
            {
                rows[next++] = groups.Start(group) + i;
            }
        }

        _integers.Return(places);
    }

    private static void Shuffle(Span<int> places, Philox shuffle)
    {
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        shuffle.Shuffle(places);
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
