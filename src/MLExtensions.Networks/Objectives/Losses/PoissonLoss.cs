using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// exp(output) - t output, t the label by its mean: counts and other amounts of 0 or more, under Poisson distributions. The score is the expected count, exp(output)
/// times the labels' mean, so always above 0. The metric is "PoissonDeviance", the mean of 2 (y log(y / score) - y + score).
/// </summary>
/// <remarks>
/// The logarithm of the score is what the network gives, so features act by factors. Labels are divided by their mean and not centred, so that a network whose
/// outputs begin near 0 begins near the mean, whatever the unit.
/// </remarks>
public sealed record PoissonLoss : RegressionLoss
{
    private static readonly PoissonNegativeLogLikelihood Likelihood = new();

    /// <inheritdoc/>
    public override string MetricName => "PoissonDeviance";

    internal override bool IsCentred => false;

    internal override void CheckLabel(float label)
    {
        base.CheckLabel(label);
        if (label < 0)
        {
            throw new ArgumentException($"A label is {label}; the Poisson loss takes counts, 0 or more. For labels of either sign use another loss, such as SquaredLoss.", nameof(label));
        }
    }

    internal override Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights) => context.RunLoss(Likelihood, output, targets, weights);

    internal override Tensor Scores(ForwardContext context, Tensor output, LabelScaling scaling) => scaling.ToLabels(context, context.Exp(output));

    internal override double Measure(float prediction, float label)
    {
        // y log y tends to 0 with y.
        double logarithm = label > 0 ? label * Math.Log(label / (double)prediction) : 0;
        return 2 * (logarithm - label + prediction);
    }
}
