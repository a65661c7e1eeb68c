using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = x^e; dx = dy e x^(e - 1).</summary>
internal sealed class PowerKernel : Kernel<Power>
{
    protected override void Forward(Power operation, in ForwardArguments arguments) =>
        UnaryLoop.Forward<UnaryFunctions.Power>(arguments, operation.Exponent);

    protected override void Backward(Power operation, in BackwardArguments arguments) =>
        UnaryLoop.Backward<UnaryFunctions.Power>(arguments, operation.Exponent);
}
