using System.Runtime.CompilerServices;

namespace MLExtensions.Tensors.Kernels;

/// <summary>How the CPU carries out one kind of parameter update. Without state.</summary>
internal abstract class UpdateKernel
{
    /// <summary>Updates parameters that have gradients.</summary>
    public abstract void Update(ParameterUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree);
}

/// <inheritdoc/>
/// <typeparam name="TUpdate">The update it is registered for in <see cref="KernelTable"/>.</typeparam>
internal abstract class UpdateKernel<TUpdate> : UpdateKernel
    where TUpdate : ParameterUpdate
{
    public sealed override void Update(ParameterUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree) =>
        Update(Unsafe.As<TUpdate>(update), learningRate, stepNumber, targets, degree);

    protected abstract void Update(TUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree);
}
