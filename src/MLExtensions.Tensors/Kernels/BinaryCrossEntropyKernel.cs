using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// -t log s(x) - (1 - t) log(1 - s(x)) = log(1 + exp(x)) - x t, s the sigmoid; its derivative is s(x) - t. With a positive weight p, and l = 1 + (p - 1) t:
/// (1 - t) x + l log(1 + exp(-x)), and 1 - t - l s(-x).
/// </summary>
internal sealed unsafe class BinaryCrossEntropyKernel : Kernel<BinaryCrossEntropyWithLogits>
{
    protected override void Forward(BinaryCrossEntropyWithLogits operation, in ForwardArguments arguments)
    {
        if (operation.HasPositiveWeights)
        {
            ElementLoss<WeightedLogLikelihood>.Forward(default, WeightedLines(arguments.Inputs), operation.Reduction, arguments);
        }
        else
        {
            ElementLoss<LogLikelihood>.Forward(default, ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);
        }
    }

    protected override void Backward(BinaryCrossEntropyWithLogits operation, in BackwardArguments arguments)
    {
        if (operation.HasPositiveWeights)
        {
            ElementLoss<WeightedLogLikelihood>.Backward(default, WeightedLines(arguments.Inputs), operation.Reduction, arguments);
        }
        else
        {
            ElementLoss<LogLikelihood>.Backward(default, ElementLossLines.Create(arguments.Inputs), operation.Reduction, arguments);
        }
    }

    private static ElementLossLines WeightedLines(ReadOnlySpan<Tensor> inputs)
    {
        ElementLossLines lines = ElementLossLines.Create(inputs[..^1]);
        Tensor positive = inputs[^1];
        return positive.Length == 1 ? lines.WithOneOperand(positive.Floats)
            : positive.Length == lines.Lines * lines.LineLength && positive.NodeOrNull!.Shape == inputs[0].NodeOrNull!.Shape ? lines.WithOperands(positive.Floats)
            : lines.WithOperands(positive.Floats, positive.Length, onePerLine: false);
    }

    private readonly struct LogLikelihood : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            // max(x, 0) - x t first: they cancel where the prediction is right, and the rest keeps its precision.
            TVector size = TSimd.Abs(prediction);
            TVector linear = TSimd.Subtract(TSimd.Max(TSimd.Zero, prediction), TSimd.Multiply(prediction, target));
            TVector rest = VectorMath<TSimd, TVector>.LogOnePlus(VectorMath<TSimd, TVector>.Exp(TSimd.Subtract(TSimd.Zero, size)));
            return TSimd.Add(linear, rest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand) =>
            TSimd.Subtract(VectorMath<TSimd, TVector>.Sigmoid(prediction), target);
    }

    private readonly struct WeightedLogLikelihood : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            TVector one = TSimd.Create(1), minus = TSimd.Subtract(TSimd.Zero, prediction);
            TVector weight = TSimd.MultiplyAdd(TSimd.Subtract(operand, one), target, one);
            TVector linear = TSimd.MultiplyAdd(weight, TSimd.Max(TSimd.Zero, minus), TSimd.Multiply(TSimd.Subtract(one, target), prediction));
            TVector rest = VectorMath<TSimd, TVector>.LogOnePlus(VectorMath<TSimd, TVector>.Exp(TSimd.Subtract(TSimd.Zero, TSimd.Abs(prediction))));
            return TSimd.MultiplyAdd(weight, rest, linear);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand)
        {
            TVector one = TSimd.Create(1);
            TVector weight = TSimd.MultiplyAdd(TSimd.Subtract(operand, one), target, one);
            TVector sigmoid = VectorMath<TSimd, TVector>.Sigmoid(TSimd.Subtract(TSimd.Zero, prediction));
            return TSimd.Subtract(TSimd.Subtract(one, target), TSimd.Multiply(weight, sigmoid));
        }
    }
}
