using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// d^2 / 2 for errors |d| below <see cref="Delta"/>, else delta (|d| - delta / 2), d = output - t, t the label in standard deviations from its mean: the score
/// tends to the mean, but outliers pull at it no harder than an error of delta. The metric is "MeanAbsoluteError", in the label's unit: the root of squared
/// errors would be that of the outliers.
/// </summary>
/// <remarks>Huber, "Robust Estimation of a Location Parameter", 1964.</remarks>
public sealed record HuberLoss : RegressionLoss
{
    private readonly Huber _error = new();

    /// <summary>Where the loss turns from squared to absolute, in standard deviations of the labels. Default 1; more than 0.</summary>
    [Range(0.0, float.MaxValue, MinimumIsExclusive = true)]
    public float Delta
    {
        get;
        init
        {
            field = value;

            // What is out of range is refused by the objective's Validate, which names it.
            _error = value > 0 && float.IsFinite(value) ? new Huber { Delta = value } : _error;
        }
    }
    = 1;

    /// <inheritdoc/>
    public override string MetricName => "MeanAbsoluteError";

    internal override Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights) => context.RunLoss(_error, output, targets, weights);

    internal override double Measure(float prediction, float label) => Math.Abs((double)prediction - label);

    /// <summary>Whether both have the same delta.</summary>
    public bool Equals(HuberLoss? other) => other is not null && Delta.Equals(other.Delta);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(HuberLoss), Delta);
}
