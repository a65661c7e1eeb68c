using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// |output - t|, t the label in standard deviations from its mean: the score tends to the median of the labels of like rows, which outliers do not move. The
/// metric is "MeanAbsoluteError", in the label's unit.
/// </summary>
public sealed record AbsoluteLoss : RegressionLoss
{
    private static readonly MeanAbsoluteError Error = new();

    /// <inheritdoc/>
    public override string MetricName => "MeanAbsoluteError";

    internal override Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights) => context.RunLoss(Error, output, targets, weights);

    internal override double Measure(float prediction, float label) => Math.Abs((double)prediction - label);
}
