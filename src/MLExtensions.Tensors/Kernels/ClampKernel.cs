using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = min(max(x, minimum), maximum); dx = dy where x is neither below nor above.</summary>
internal sealed class ClampKernel : Kernel<Clamp>
{
    protected override void Forward(Clamp operation, in ForwardArguments arguments) =>
        UnaryLoop.Forward<UnaryFunctions.Clamp>(arguments, operation.Minimum, operation.Maximum);

    protected override void Backward(Clamp operation, in BackwardArguments arguments) =>
        UnaryLoop.Backward<UnaryFunctions.Clamp>(arguments, operation.Minimum, operation.Maximum);
}
