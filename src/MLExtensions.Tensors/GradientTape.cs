using System.Collections;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>
/// The list of operations that ran, and the reader of that list that computes gradients. It owns no tensors: <see cref="TensorScope"/> does.
/// Several tapes can hold the same tensors. For one thread at a time; made once and cleared after each step it allocates nothing.
/// </summary>
public sealed class GradientTape
{
    private readonly GradientTable _gradients = new();
    private readonly RecordList _records;

    /// <summary>The tensors of all records, one after the other: inputs, outputs, saved.</summary>
    private Tensor[] _tensors = new Tensor[64];
    private int _tensorCount;
    private TapeEntry[] _entries = new TapeEntry[16];
    private int _count;
    private int _version;

    // The arguments of one backward call.
    private Tensor[] _upstream = new Tensor[4];
    private Tensor[] _wanted = new Tensor[8];
    private bool[] _accumulate = new bool[8];

    /// <summary>Makes an empty tape.</summary>
    public GradientTape() => _records = new RecordList(this);

    /// <summary>What ran, in order. A view: it grows as operations run.</summary>
    public IReadOnlyList<OperationRecord> Records => _records;

    /// <summary>Where the device puts what the next record saves.</summary>
    internal SavedTensors SavedBuffer { get; } = new();

    /// <summary>
    /// Computes the gradients of everything that <paramref name="output"/> was computed from and that requires one. For parameters they are added
    /// up over several calls (see <see cref="Parameter.ClearGradient"/>), on this tape or another; for other tensors <see cref="Gradient"/> gives those of
    /// the last call.
    /// </summary>
    /// <param name="output">A tensor that was computed on this tape.</param>
    /// <param name="scope">Owns the gradients of all tensors but parameters.</param>
    /// <param name="upstream">The gradient of the output, of its shape. Default 1, where the output has one element.</param>
    /// <exception cref="ArgumentException">The output was not computed on this tape, or <paramref name="upstream"/> is missing or has another shape.</exception>
    /// <exception cref="ObjectDisposedException">A tensor on the tape was used after its scope ended.</exception>
    public void Backward(Tensor output, TensorScope scope, Tensor? upstream = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        TensorNode outputNode = output.Node;
        int last = LastRecordOf(output);
        if (last < 0)
        {
            throw new ArgumentException(
                $"The tensor of shape {outputNode.Shape} was not computed on this tape. Run its operations with a ForwardContext that has this tape, and do not clear it before.",
                nameof(output));
        }

        _gradients.Clear();
        if (!outputNode.RequiresGradient)
        {
            return;
        }

        _gradients.Set(outputNode, CheckUpstream(outputNode, scope, upstream));
        for (int i = last; i >= 0; i--)
        {
            BackwardThrough(_entries[i], scope);
        }
    }

    /// <summary>
    /// The gradient from the last <see cref="Backward"/>, for a tensor that took part; null where it has none. For handing it to another tape, and for
    /// tensors made with <see cref="TensorScope.Detach"/> that require one.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tensor was used after its scope ended.</exception>
    public Tensor? Gradient(Tensor tensor)
    {
        TensorNode node = tensor.Node;
        if (node.Parameter is { } parameter)
        {
            return parameter.HasGradient ? parameter.Gradient : null;
        }

        return _gradients.TryGet(node, out Tensor gradient) ? gradient : null;
    }

    /// <summary>Forgets all records and gradients; the buffers stay, for the next step.</summary>
    public void Clear()
    {
        _count = 0;
        _tensorCount = 0;
        _version++;
        _gradients.Clear();
    }

    internal void Record(Operation operation, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> saved)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        int total = inputs.Length + outputs.Length + saved.Length;
        if (_tensorCount + total > _tensors.Length)
        {
            Array.Resize(ref _tensors, Math.Max(2 * _tensors.Length, _tensorCount + total));
        }

        _entries[_count++] = new TapeEntry(operation, _tensorCount, inputs.Length, outputs.Length, saved.Length);
        Span<Tensor> room = _tensors.AsSpan(_tensorCount, total);
        inputs.CopyTo(room);
        outputs.CopyTo(room[inputs.Length..]);
        saved.CopyTo(room[(inputs.Length + outputs.Length)..]);
        _tensorCount += total;
    }

    internal TapeEntry Entry(int index, int version) => version == _version
        ? _entries[index]
        : throw new InvalidOperationException("The record was read after its tape was cleared. Read GradientTape.Records before Clear.");

    internal ReadOnlySpan<Tensor> Inputs(TapeEntry entry) => _tensors.AsSpan(entry.Start, entry.InputCount);

    internal ReadOnlySpan<Tensor> Outputs(TapeEntry entry) => _tensors.AsSpan(entry.Start + entry.InputCount, entry.OutputCount);

    internal ReadOnlySpan<Tensor> Saved(TapeEntry entry) =>
        _tensors.AsSpan(entry.Start + entry.InputCount + entry.OutputCount, entry.SavedCount);

    private static Tensor CheckUpstream(TensorNode output, TensorScope scope, Tensor? upstream)
    {
        if (upstream is { } given)
        {
            return given.Shape == output.Shape
                ? given
                : throw new ArgumentException($"The upstream gradient has shape {given.Shape}; expected the output's, {output.Shape}.", nameof(upstream));
        }

        if (output.Length != 1)
        {
            throw new ArgumentException(
                $"The output has shape {output.Shape}; a backward run without an upstream gradient starts from one element, e.g. a loss. Give the upstream gradient.",
                nameof(upstream));
        }

        Tensor one = scope.Allocate(output.Shape);
        scope.Device.Fill(one, 1);
        return one;
    }

    private void BackwardThrough(TapeEntry entry, TensorScope scope)
    {
        ReadOnlySpan<Tensor> outputs = Outputs(entry);
        Span<Tensor> upstream = Room(ref _upstream, outputs.Length);
        bool any = false;
        for (int i = 0; i < outputs.Length; i++)
        {
            any |= _gradients.TryGet(outputs[i].Node, out upstream[i]);
        }

        if (!any)
        {
            return;
        }

        ReadOnlySpan<Tensor> inputs = Inputs(entry);
        Span<Tensor> wanted = Room(ref _wanted, inputs.Length);
        Span<bool> accumulate = Room(ref _accumulate, inputs.Length);
        any = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorNode input = inputs[i].Node;
            bool wants = input.RequiresGradient && entry.Operation.IsDifferentiable(i);
            wanted[i] = wants ? Destination(input, scope, out accumulate[i]) : default;
            any |= wants;
        }

        if (any)
        {
            scope.Device.Backward(entry.Operation, inputs, outputs, Saved(entry), upstream, wanted, accumulate);
        }
    }

    private Tensor Destination(TensorNode input, TensorScope scope, out bool accumulate)
    {
        if (input.Parameter is { } parameter)
        {
            accumulate = parameter.HasGradient;
            parameter.HasGradient = true;
            return parameter.Gradient;
        }

        accumulate = _gradients.TryGet(input, out Tensor gradient);
        if (!accumulate)
        {
            gradient = scope.Allocate(input.Shape);
            _gradients.Set(input, gradient);
        }

        return gradient;
    }

    private int LastRecordOf(Tensor output)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (Outputs(_entries[i]).Contains(output))
            {
                return i;
            }
        }

        return -1;
    }

    private static Span<T> Room<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[2 * length];
        }

        return buffer.AsSpan(0, length);
    }

    private sealed class RecordList(GradientTape tape) : IReadOnlyList<OperationRecord>
    {
        public int Count => tape._count;

        public OperationRecord this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(index);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, tape._count);
                return new OperationRecord(tape, index, tape._version);
            }
        }

        public IEnumerator<OperationRecord> GetEnumerator()
        {
            for (int i = 0; i < tape._count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
