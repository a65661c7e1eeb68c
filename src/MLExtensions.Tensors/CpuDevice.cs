using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>
/// The CPU: managed SIMD kernels. Instances are cheap, as worker threads, memory and kernels are shared by all. Usable from many threads at once.
/// A result is the same bits for any number of threads.
/// </summary>
public sealed class CpuDevice : Device
{
    /// <summary>Makes a device.</summary>
    /// <param name="maxDegreeOfParallelism">How many threads, the caller's included, one operation may use; 1 or more. Default: the number of processors.</param>
    public CpuDevice(int? maxDegreeOfParallelism = null)
    {
        int degree = maxDegreeOfParallelism ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1, nameof(maxDegreeOfParallelism));
        MaxDegreeOfParallelism = degree;
    }

    /// <summary>A device that uses all processors.</summary>
    public static CpuDevice Default { get; } = new();

    /// <summary>How many threads, the caller's included, one operation may use.</summary>
    public int MaxDegreeOfParallelism { get; }

    /// <inheritdoc/>
    public override string Name => "CPU";

    /// <inheritdoc/>
    public override void Forward(Operation operation, ReadOnlySpan<Tensor> inputs, TensorScope scope, Span<Tensor> outputs, SavedTensors? saved) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public override void Backward(
        Operation operation,
        ReadOnlySpan<Tensor> inputs,
        ReadOnlySpan<Tensor> outputs,
        ReadOnlySpan<Tensor> saved,
        ReadOnlySpan<Tensor> upstream,
        ReadOnlySpan<Tensor> gradients,
        ReadOnlySpan<bool> accumulate) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public override void Update(ParameterUpdate update, float learningRate, int stepNumber, ReadOnlySpan<Parameter> parameters, ReadOnlySpan<Parameter> states) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    internal override Storage Rent(nint bytes) => BufferPool.Shared.Rent(bytes);

    /// <inheritdoc/>
    internal override void Fill(Tensor tensor, float value) => throw new NotImplementedException();

    /// <inheritdoc/>
    internal override void Copy(Tensor source, Tensor destination, bool accumulate) => throw new NotImplementedException();
}
