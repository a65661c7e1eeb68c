using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// log s + ((m - t) / s)^2 / 2, t the label in standard deviations from its mean: a normal distribution for each row, of mean m and standard deviation s. Scores are the means of all labels,
/// then their standard deviations, both in the label's unit. The metric is "RootMeanSquaredError", of the means, in the label's unit.
/// </summary>
/// <remarks>
/// Nix, Weigend, "Estimating the mean and variance of the target probability distribution", 1994. s = log(1 + exp(r)) + 0.001 of the second output r, as in
/// Lakshminarayanan et al., "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles", 2017, and not exp(r / 2): softplus grows no faster than r, so a large output
/// does not overflow, and the floor bounds what a row that is met exactly pulls.
/// </remarks>
public sealed record GaussianLoss : RegressionLoss
{
    private static readonly GaussianNegativeLogLikelihood Likelihood = new();
    private static readonly Activate Softplus = new() { Activation = Activation.Softplus };
    private static readonly Affine Floor = new() { Summand = 0.001 };
    private static readonly Concatenate Beside = new();
    private static readonly Reshape Pair = new() { Axes = [0, 2, -1] };
    private static readonly Slice First = new() { Axis = 1, Start = 0, Length = 1 };
    private static readonly Slice Second = new() { Axis = 1, Start = 1, Length = 1 };
    private static readonly Reshape Rows = new() { Axes = [0, -1] };

    /// <inheritdoc/>
    public override string MetricName => "RootMeanSquaredError";

    internal override int OutputsPerLabel => 2;

    internal override Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights)
    {
        (Tensor means, Tensor deviations) = Split(context, output);
        Tensor variances = context.Square(deviations);
        return weights is { } given ? context.Run(Likelihood, means, targets, variances, given) : context.Run(Likelihood, means, targets, variances);
    }

    internal override Tensor Scores(ForwardContext context, Tensor output, LabelScaling scaling)
    {
        (Tensor means, Tensor deviations) = Split(context, output);
        return context.Run(Beside, scaling.ToLabels(context, means), scaling.ToUnit(context, deviations));
    }

    internal override double Measure(float prediction, float label)
    {
        double error = (double)prediction - label;
        return error * error;
    }

    internal override double Metric(double mean) => Math.Sqrt(mean);

    private static (Tensor Means, Tensor Deviations) Split(ForwardContext context, Tensor output)
    {
        Tensor pair = context.Run(Pair, output);
        Tensor means = context.Run(Rows, context.Run(First, pair));
        Tensor spread = context.Run(Rows, context.Run(Second, pair));
        return (means, context.Run(Floor, context.Run(Softplus, spread)));
    }
}
