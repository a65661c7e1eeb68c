using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// The pinball loss max(q (t - output), (q - 1) (t - output)), t the label in standard deviations from its mean: of like rows, the share q has labels below the
/// score. The metric is "PinballLoss", the same in the label's unit.
/// </summary>
/// <remarks>Koenker, Bassett, "Regression Quantiles", 1978. Two networks, of 0.05 and 0.95, give an interval that holds nine labels of ten.</remarks>
public sealed record QuantileLoss : RegressionLoss
{
    private static readonly Reshape Column = new() { Axes = [-1, 1] };
    private static readonly Reshape Flat = new() { Axes = [-1] };

    private readonly Quantile _pinball = new();

    /// <summary>The quantile q. Default 0.5, the median; more than 0 and less than 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public float Quantile
    {
        get;
        init
        {
            field = value;

            // What is out of range is refused by the objective's Validate, which names it.
            _pinball = value is > 0 and < 1 ? new Quantile { Levels = [value] } : _pinball;
        }
    }
    = 0.5f;

    /// <inheritdoc/>
    public override string MetricName => "PinballLoss";

    internal override Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights)
    {
        if (output.Shape[1] == 1)
        {
            return context.RunLoss(_pinball, output, targets, weights);
        }

        // The operation has one target a row: each output becomes a row of its own, with the weight of the row that it is of.
        if (weights is { } given)
        {
            Tensor zeros = context.Scope.Zeros(output.Shape);
            weights = context.Run(Flat, context.Add(context.Run(Column, given), zeros));
        }

        return context.RunLoss(_pinball, context.Run(Column, output), context.Run(Flat, targets), weights);
    }

    internal override double Measure(float prediction, float label)
    {
        double difference = (double)label - prediction;
        return Math.Max(Quantile * difference, (Quantile - 1.0) * difference);
    }

    /// <summary>Whether both have the same quantile.</summary>
    public bool Equals(QuantileLoss? other) => other is not null && Quantile.Equals(other.Quantile);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(QuantileLoss), Quantile);
}
