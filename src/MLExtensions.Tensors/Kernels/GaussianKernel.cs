using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>(log v + (x - t)^2 / v) / 2; its derivatives are (x - t) / v and (1 - (x - t)^2 / v) / (2 v).</summary>
internal sealed unsafe class GaussianKernel : Kernel<GaussianNegativeLogLikelihood>
{
    protected override void Forward(GaussianNegativeLogLikelihood operation, in ForwardArguments arguments) =>
        ElementLoss<LogDensity>.Forward(new LogDensity(operation), Lines(arguments.Inputs), operation.Reduction, arguments);

    protected override void Backward(GaussianNegativeLogLikelihood operation, in BackwardArguments arguments)
    {
        ElementLossLines lines = Lines(arguments.Inputs);
        ElementLoss<LogDensity>.Backward(new LogDensity(operation), lines, operation.Reduction, arguments);
        ElementLoss<LogDensity>.BackwardToOperands(new LogDensity(operation), lines, operation.Reduction, arguments, input: 2);
    }

    private static ElementLossLines Lines(ReadOnlySpan<Tensor> inputs)
    {
        ElementLossLines lines = ElementLossLines.Create(inputs, weights: 3);
        Shape predictions = inputs[0].NodeOrNull!.Shape, variances = inputs[2].NodeOrNull!.Shape;
        if (predictions == variances)
        {
            return lines.WithOperands(inputs[2].Floats);
        }

        lines = lines.WithOperands(inputs[2].Floats, predictions[^1], onePerLine: true);

        // Lines without elements have a variance all the same, and it has a gradient, 0.
        lines.Lines = variances.Length;
        return lines;
    }

    private readonly struct LogDensity(GaussianNegativeLogLikelihood operation) : IElementLoss
    {
        private const float HalfLogTwoPi = 0.918938533f;

        private readonly float _epsilon = operation.Epsilon;
        private readonly float _summand = operation.Full ? HalfLogTwoPi : 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            TVector difference = TSimd.Subtract(prediction, target), variance = TSimd.Max(TSimd.Create(_epsilon), operand);
            TVector twice = TSimd.Add(TSimd.Log(variance), TSimd.Divide(TSimd.Multiply(difference, difference), variance));
            return TSimd.MultiplyAdd(TSimd.Create(0.5f), twice, TSimd.Create(_summand));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand)
        {
            TVector difference = TSimd.Subtract(prediction, target), variance = TSimd.Max(TSimd.Create(_epsilon), operand);
            TVector slope = TSimd.Divide(difference, variance);
            return byOperand
                ? TSimd.Divide(TSimd.Subtract(TSimd.Create(0.5f), TSimd.Multiply(TSimd.Create(0.5f), TSimd.Multiply(difference, slope))), variance)
                : slope;
        }
    }
}
