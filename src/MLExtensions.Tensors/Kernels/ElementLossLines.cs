using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// How the elements of a loss's inputs lie to each other. A line is a run of predictions with one row weight. A step is how far the other inputs move on
/// with each line, and, 0 or 1, with each element.
/// </summary>
internal unsafe struct ElementLossLines
{
    public float* Predictions;
    public float* Targets;
    public nint TargetLineStep;
    public nint TargetStep;

    /// <summary>Null where the loss reads nothing besides.</summary>
    public float* Operands;
    public nint OperandLineStep;
    public nint OperandStep;

    /// <summary>A weight a row, or null.</summary>
    public float* Weights;

    public nint Rows;
    public nint Lines;
    public nint LineLength;

    /// <summary>Predictions against as many targets, and nothing besides.</summary>
    public static ElementLossLines Create(ReadOnlySpan<Tensor> inputs, int weights = 2)
    {
        Tensor predictions = inputs[0];
        nint rows = predictions.NodeOrNull!.Shape[0];
        nint width = rows == 0 ? 0 : predictions.Length / rows;
        return new ElementLossLines
        {
            Predictions = predictions.Floats,
            Targets = inputs[1].Floats,
            TargetLineStep = width,
            TargetStep = 1,
            Weights = inputs.Length > weights ? inputs[weights].Floats : null,
            Rows = rows,
            Lines = rows,
            LineLength = width,
        };
    }

    /// <summary>These, with an operand for each element.</summary>
    public readonly ElementLossLines WithOperands(float* operands)
    {
        ElementLossLines lines = this;
        lines.Operands = operands;
        lines.OperandLineStep = LineLength;
        lines.OperandStep = 1;
        return lines;
    }

    /// <summary>These in shorter lines, with an operand for each of a line's places (or, where <paramref name="onePerLine"/>, for each line).</summary>
    public readonly ElementLossLines WithOperands(float* operands, nint lineLength, bool onePerLine)
    {
        ElementLossLines lines = this;
        nint elements = Lines * LineLength;
        lines.Lines = lineLength == 0 ? 0 : elements / lineLength;
        lines.LineLength = lineLength;
        lines.TargetLineStep = lineLength;
        lines.Operands = operands;
        lines.OperandLineStep = onePerLine ? 1 : 0;
        lines.OperandStep = onePerLine ? 0 : 1;
        return lines;
    }

    /// <summary>These, with one operand for all.</summary>
    public readonly ElementLossLines WithOneOperand(float* operand)
    {
        ElementLossLines lines = this;
        lines.Operands = operand;
        lines.OperandLineStep = 0;
        lines.OperandStep = 0;
        return lines;
    }

    /// <summary>Whether all elements are one run: each has its own weight or none, its own target, and its own operand or the same as all.</summary>
    public readonly bool IsOneRun => (Weights is null || (LineLength == 1 && Lines == Rows)) && TargetStep == 1
        && (Operands is null || (OperandStep == 1 && OperandLineStep == LineLength) || (OperandStep == 0 && OperandLineStep == 0));

    public readonly double Divisor(Reduction reduction)
    {
        double weight = RowWeights.Total(Weights, Rows);
        return LossReduction.Divisor(reduction, weight, Rows == 0 ? 0 : weight * (Lines * LineLength / Rows));
    }
}
