using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>p (log p - log q), without the first term where p is 0; its derivative by log q is -p.</summary>
internal sealed class KullbackLeiblerKernel : Kernel<KullbackLeiblerDivergence>
{
    protected override void Forward(KullbackLeiblerDivergence operation, in ForwardArguments arguments) =>
        ElementLoss<Divergence>.Forward(new Divergence(operation.LogTarget), ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    protected override void Backward(KullbackLeiblerDivergence operation, in BackwardArguments arguments) =>
        ElementLoss<Divergence>.Backward(new Divergence(operation.LogTarget), ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    private readonly struct Divergence(bool logTarget) : IElementLoss
    {
        private readonly bool _logTarget = logTarget;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            if (_logTarget)
            {
                return TSimd.Multiply(VectorMath<TSimd, TVector>.ExpOrInfinity(target), TSimd.Subtract(target, prediction));
            }

            // p log p is 0 for p = 0. The size is taken so that what is negative or no number gives no number.
            TVector own = TSimd.Multiply(target, TSimd.Log(target));
            own = TSimd.Select(TSimd.GreaterThan(TSimd.Abs(target), TSimd.Zero), own, target);
            return TSimd.Subtract(own, TSimd.Multiply(target, prediction));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand) =>
            TSimd.Subtract(TSimd.Zero, _logTarget ? VectorMath<TSimd, TVector>.ExpOrInfinity(target) : target);
    }
}
