using System.Runtime.CompilerServices;

namespace MLExtensions.Tensors.Kernels;

/// <summary>How the CPU runs one kind of operation, and its gradient. Without state.</summary>
internal abstract class Kernel
{
    /// <summary>Whether the output is the memory of the first input under another shape, and not memory of its own.</summary>
    public virtual bool SharesInput => false;

    public abstract void Forward(Operation operation, in ForwardArguments arguments);

    public abstract void Backward(Operation operation, in BackwardArguments arguments);
}

/// <inheritdoc/>
/// <typeparam name="TOperation">The operation it is registered for in <see cref="KernelTable"/>.</typeparam>
internal abstract class Kernel<TOperation> : Kernel
    where TOperation : Operation
{
    public sealed override void Forward(Operation operation, in ForwardArguments arguments) =>
        Forward(Unsafe.As<TOperation>(operation), arguments);

    public sealed override void Backward(Operation operation, in BackwardArguments arguments) =>
        Backward(Unsafe.As<TOperation>(operation), arguments);

    protected abstract void Forward(TOperation operation, in ForwardArguments arguments);

    protected abstract void Backward(TOperation operation, in BackwardArguments arguments);
}
