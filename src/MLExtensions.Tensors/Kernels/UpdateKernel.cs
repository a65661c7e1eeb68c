using System.Runtime.CompilerServices;

namespace MLExtensions.Tensors.Kernels;

/// <summary>How the CPU carries out one kind of parameter update. Without state.</summary>
internal abstract class UpdateKernel
{
    /// <summary>Updates one parameter that has a gradient.</summary>
    public abstract void Update(
        ParameterUpdate update, float learningRate, int stepNumber, Parameter parameter, ReadOnlySpan<Parameter> states, int degree);
}

/// <inheritdoc/>
/// <typeparam name="TUpdate">The update it is registered for in <see cref="KernelTable"/>.</typeparam>
internal abstract class UpdateKernel<TUpdate> : UpdateKernel
    where TUpdate : ParameterUpdate
{
    public sealed override void Update(
        ParameterUpdate update, float learningRate, int stepNumber, Parameter parameter, ReadOnlySpan<Parameter> states, int degree) =>
        Update(Unsafe.As<TUpdate>(update), learningRate, stepNumber, parameter, states, degree);

    protected abstract void Update(
        TUpdate update, float learningRate, int stepNumber, Parameter parameter, ReadOnlySpan<Parameter> states, int degree);
}
