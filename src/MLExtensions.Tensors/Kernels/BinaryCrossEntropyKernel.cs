using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>-t log s(x) - (1 - t) log(1 - s(x)) = log(1 + exp(x)) - x t, s the sigmoid; its derivative is s(x) - t.</summary>
internal sealed class BinaryCrossEntropyKernel : Kernel<BinaryCrossEntropyWithLogits>
{
    protected override void Forward(BinaryCrossEntropyWithLogits operation, in ForwardArguments arguments) =>
        ElementLoss<LogLikelihood>.Forward(arguments);

    protected override void Backward(BinaryCrossEntropyWithLogits operation, in BackwardArguments arguments) =>
        ElementLoss<LogLikelihood>.Backward(arguments);

    private readonly struct LogLikelihood : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target)
        {
            // max(x, 0) - x t first: they cancel where the prediction is right, and the rest keeps its precision.
            TVector size = TSimd.Abs(prediction);
            TVector linear = TSimd.Subtract(TSimd.Max(TSimd.Zero, prediction), TSimd.Multiply(prediction, target));
            TVector rest = VectorMath<TSimd, TVector>.LogOnePlus(VectorMath<TSimd, TVector>.Exp(TSimd.Subtract(TSimd.Zero, size)));
            return TSimd.Add(linear, rest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector IElementLoss.Derivative<TSimd, TVector>(TVector prediction, TVector target) =>
            TSimd.Subtract(VectorMath<TSimd, TVector>.Sigmoid(prediction), target);
    }
}
