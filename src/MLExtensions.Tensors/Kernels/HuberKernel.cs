using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>With d = x - t and c = d within -delta..delta: c (d - c / 2), which is d^2 / 2 inside and delta (|d| - delta / 2) outside; its derivative is c.</summary>
internal sealed class HuberKernel : Kernel<Huber>
{
    protected override void Forward(Huber operation, in ForwardArguments arguments) =>
        ElementLoss<Bounded>.Forward(new Bounded(operation.Delta), ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    protected override void Backward(Huber operation, in BackwardArguments arguments) =>
        ElementLoss<Bounded>.Backward(new Bounded(operation.Delta), ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    private readonly struct Bounded(float delta) : IElementLoss
    {
        private readonly float _delta = delta;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            TVector difference = TSimd.Subtract(prediction, target);
            TVector bounded = Bound<TSimd, TVector>(difference);
            return TSimd.Multiply(bounded, TSimd.Subtract(difference, TSimd.Multiply(TSimd.Create(0.5f), bounded)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand) =>
            Bound<TSimd, TVector>(TSimd.Subtract(prediction, target));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TVector Bound<TSimd, TVector>(TVector difference)
            where TSimd : Internals.ISimd<TVector>
            where TVector : struct => TSimd.Max(TSimd.Create(-_delta), TSimd.Min(TSimd.Create(_delta), difference));
    }
}
