using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>(x - t)^2; its derivative is 2 (x - t).</summary>
internal sealed class MeanSquaredErrorKernel : Kernel<MeanSquaredError>
{
    protected override void Forward(MeanSquaredError operation, in ForwardArguments arguments) =>
        ElementLoss<Squared>.Forward(default, ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    protected override void Backward(MeanSquaredError operation, in BackwardArguments arguments) =>
        ElementLoss<Squared>.Backward(default, ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    private readonly struct Squared : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            TVector difference = TSimd.Subtract(prediction, target);
            return TSimd.Multiply(difference, difference);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand) =>
            TSimd.Multiply(TSimd.Create(2), TSimd.Subtract(prediction, target));
    }
}
