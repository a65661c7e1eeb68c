using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>exp(x) - t x, its derivative exp(x) - t; or x - t log(x + e), its derivative 1 - t / (x + e).</summary>
internal sealed class PoissonKernel : Kernel<PoissonNegativeLogLikelihood>
{
    protected override void Forward(PoissonNegativeLogLikelihood operation, in ForwardArguments arguments) =>
        ElementLoss<Counts>.Forward(new Counts(operation), ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    protected override void Backward(PoissonNegativeLogLikelihood operation, in BackwardArguments arguments) =>
        ElementLoss<Counts>.Backward(new Counts(operation), ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);

    private readonly struct Counts(PoissonNegativeLogLikelihood operation) : IElementLoss
    {
        private readonly float _epsilon = operation.Epsilon;
        private readonly bool _logInput = operation.LogInput;
        private readonly bool _full = operation.Full;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            TVector loss = _logInput
                ? TSimd.Subtract(VectorMath<TSimd, TVector>.ExpOrInfinity(prediction), TSimd.Multiply(target, prediction))
                : TSimd.Subtract(prediction, TSimd.Multiply(target, TSimd.Log(TSimd.Add(prediction, TSimd.Create(_epsilon)))));
            return _full ? TSimd.Add(loss, Stirling<TSimd, TVector>(target)) : loss;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand) => _logInput
            ? TSimd.Subtract(VectorMath<TSimd, TVector>.ExpOrInfinity(prediction), target)
            : TSimd.Subtract(TSimd.Create(1), TSimd.Divide(target, TSimd.Add(prediction, TSimd.Create(_epsilon))));

        /// <summary>t log t - t + log(2 pi t) / 2, about log(t!); 0 where t is at most 1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Stirling<TSimd, TVector>(TVector target)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector logarithm = TSimd.Log(target);
            TVector half = TSimd.MultiplyAdd(TSimd.Create(0.5f), logarithm, TSimd.Create(0.918938533f));
            TVector value = TSimd.Add(TSimd.Subtract(TSimd.Multiply(target, logarithm), target), half);
            return TSimd.Select(TSimd.GreaterThan(target, TSimd.Create(1)), value, TSimd.Zero);
        }
    }
}
