using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>|x - t|; its derivative is the sign of x - t, 0 for 0.</summary>
internal sealed class MeanAbsoluteErrorKernel : Kernel<MeanAbsoluteError>
{
    protected override void Forward(MeanAbsoluteError operation, in ForwardArguments arguments) =>
        ElementLoss<Absolute>.Forward(default, ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    protected override void Backward(MeanAbsoluteError operation, in BackwardArguments arguments) =>
        ElementLoss<Absolute>.Backward(default, ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    private readonly struct Absolute : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand) => TSimd.Abs(TSimd.Subtract(prediction, target));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand)
        {
            // What is not above 0 in size is 0 or no number, and stays that.
            TVector difference = TSimd.Subtract(prediction, target);
            return TSimd.Select(TSimd.GreaterThan(TSimd.Abs(difference), TSimd.Zero), TSimd.CopySign(TSimd.Create(1), difference), difference);
        }
    }
}
