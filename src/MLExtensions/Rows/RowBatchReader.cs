using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Makes batches of stored rows, piece after piece.</summary>
internal sealed class RowBatchReader(RowData data, IRowChunks chunks, Action poll) : BatchReader
{
    private readonly RowLayout _layout = data.Layout;
    private RowStore? _store;
    private ReadOnlyMemory<int> _order;
    private int _next;
    private float[] _features = [];
    private float[] _headers = [];
    private float[] _labels = [];
    private float[] _weights = [];
    private int[] _classes = [];
    private int[] _groups = [];

    public override Batch? Read(TensorScope scope, int rows)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        poll();
        int count = 0;
        while (count < rows && Available() && NextLength(rows - count) is var length && (count == 0 || count + length <= rows))
        {
            Reserve((int)Math.Min(Math.Max(rows, count + length), data.RowCount!.Value));
            _store!.Copy(_order.Span.Slice(_next, length), _headers.AsSpan(count * _layout.HeaderLength), _features.AsSpan(count * _layout.FeatureCount));
            _next += length;
            count += length;
        }

        if (count == 0)
        {
            return null;
        }

        double totalWeight = TakeHeadersApart(count);
        return new Batch(
            scope,
            scope.From(_features.AsSpan(0, count * _layout.FeatureCount), [count, _layout.FeatureCount]),
            Labels(scope, count),
            _layout.IsWeighted ? scope.From(_weights.AsSpan(0, count), [count]) : null,
            totalWeight,
            _layout.IsGrouped ? _groups.AsMemory(0, count) : null);
    }

    public override long Skip(TensorScope scope, long batches, int rowsABatch)
    {
        if (_layout.IsGrouped)
        {
            return base.Skip(scope, batches, rowsABatch);
        }

        long rows = 0;
        while (rows < batches * rowsABatch && Available())
        {
            int step = (int)Math.Min((batches * rowsABatch) - rows, _order.Length - _next);
            _next += step;
            rows += step;
        }

        return (rows + rowsABatch - 1) / rowsABatch;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            chunks.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Available()
    {
        while (_store is null || _next == _order.Length)
        {
            _next = 0;
            if (!chunks.Next(out _store, out _order))
            {
                _order = default;
                return false;
            }
        }

        return true;
    }

    /// <summary>How many rows come next, of one piece: those of a group, or where there are none as many as are there, but no more than are wanted.</summary>
    private int NextLength(int wanted)
    {
        var order = _order.Span[_next..];
        if (!_layout.IsGrouped)
        {
            return Math.Min(wanted, order.Length);
        }

        int length = 1;
        int group = RowOrder.GroupOf(_store!, order[0]);
        while (length < order.Length && RowOrder.GroupOf(_store!, order[length]) == group)
        {
            length++;
        }

        return length;
    }

    /// <summary>Puts labels, weights and groups in arrays of their own.</summary>
    /// <returns>The rows' weight.</returns>
    private double TakeHeadersApart(int count)
    {
        double totalWeight = 0;
        for (int i = 0; i < count; i++)
        {
            var header = _headers.AsSpan(i * _layout.HeaderLength, _layout.HeaderLength);
            header[.._layout.LabelSize].CopyTo(_labels.AsSpan(i * _layout.LabelSize));
            if (_layout.IsGrouped)
            {
                _groups[i] = BitConverter.SingleToInt32Bits(header[_layout.GroupPlace]);
            }

            totalWeight += _layout.IsWeighted ? _weights[i] = header[_layout.WeightPlace] : 1;
        }

        return totalWeight;
    }

    private Tensor Labels(TensorScope scope, int count)
    {
        if (data.LabelType != ElementType.Int32)
        {
            return _layout.LabelSize == 1
                ? scope.From(_labels.AsSpan(0, count), [count])
                : scope.From(_labels.AsSpan(0, count * _layout.LabelSize), [count, _layout.LabelSize]);
        }

        for (int i = 0; i < count; i++)
        {
            _classes[i] = (int)_labels[i];
        }

        return scope.From(_classes.AsSpan(0, count), [count]);
    }

    private void Reserve(int rows)
    {
        if (_labels.Length >= rows * _layout.LabelSize)
        {
            return;
        }

        Array.Resize(ref _features, checked(rows * _layout.FeatureCount));
        Array.Resize(ref _headers, checked(rows * _layout.HeaderLength));
        Array.Resize(ref _labels, checked(rows * _layout.LabelSize));
        Array.Resize(ref _weights, _layout.IsWeighted ? rows : 0);
        Array.Resize(ref _classes, data.LabelType == ElementType.Int32 ? rows : 0);
        Array.Resize(ref _groups, _layout.IsGrouped ? rows : 0);
    }
}
