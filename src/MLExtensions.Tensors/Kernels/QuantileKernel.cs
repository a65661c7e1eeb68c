using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>max(q d, (q - 1) d), d = t - x; its derivative by x is -q where d is above 0, 1 - q where it is below, 0 for 0.</summary>
internal sealed unsafe class QuantileKernel : Kernel<Quantile>
{
    protected override void Forward(Quantile operation, in ForwardArguments arguments)
    {
        using var levels = new Scratch(operation.LevelSpan.Length);
        ElementLoss<Pinball>.Forward(default, Lines(operation, arguments.Inputs, levels.Floats), operation.Reduction, arguments);
    }

    protected override void Backward(Quantile operation, in BackwardArguments arguments)
    {
        using var levels = new Scratch(operation.LevelSpan.Length);
        ElementLoss<Pinball>.Backward(default, Lines(operation, arguments.Inputs, levels.Floats), operation.Reduction, arguments);
    }

    /// <summary>A row is a line: one target, an operand a level.</summary>
    private static ElementLossLines Lines(Quantile operation, ReadOnlySpan<Tensor> inputs, float* levels)
    {
        ReadOnlySpan<float> values = operation.LevelSpan;
        values.CopyTo(new Span<float>(levels, values.Length));
        ElementLossLines lines = ElementLossLines.Create(inputs);
        if (values.Length == 1)
        {
            return lines.WithOneOperand(levels);
        }

        lines = lines.WithOperands(levels, values.Length, onePerLine: false);
        lines.TargetLineStep = 1;
        lines.TargetStep = 0;
        return lines;
    }

    private readonly struct Pinball : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        {
            TVector difference = TSimd.Subtract(target, prediction);
            TVector below = TSimd.Multiply(TSimd.Subtract(operand, TSimd.Create(1)), difference);
            return TSimd.Max(below, TSimd.Multiply(operand, difference));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TVector IElementLoss.Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand)
        {
            TVector difference = TSimd.Subtract(target, prediction);
            TVector below = TSimd.Select(TSimd.GreaterThan(TSimd.Zero, difference), TSimd.Subtract(TSimd.Create(1), operand), difference);
            return TSimd.Select(TSimd.GreaterThan(difference, TSimd.Zero), TSimd.Subtract(TSimd.Zero, operand), below);
        }
    }
}
