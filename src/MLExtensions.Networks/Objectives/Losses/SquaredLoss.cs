using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// (output - t)^2, t the label in standard deviations from its mean: the score tends to the mean of the labels of like rows. The metric is
/// "RootMeanSquaredError", in the label's unit.
/// </summary>
public sealed record SquaredLoss : RegressionLoss
{
    private static readonly MeanSquaredError Error = new();

    /// <inheritdoc/>
    public override string MetricName => "RootMeanSquaredError";

    internal override Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights) => context.RunLoss(Error, output, targets, weights);

    internal override double Measure(float prediction, float label)
    {
        double error = (double)prediction - label;
        return error * error;
    }

    internal override double Metric(double mean) => Math.Sqrt(mean);
}
