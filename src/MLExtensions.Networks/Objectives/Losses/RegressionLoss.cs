using System.Text.Json.Serialization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What a <see cref="RegressionObjective"/> makes small, and the metric that goes with it. A closed list: the records that derive from it here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SquaredLoss), "Squared")]
[JsonDerivedType(typeof(AbsoluteLoss), "Absolute")]
[JsonDerivedType(typeof(HuberLoss), "Huber")]
[JsonDerivedType(typeof(QuantileLoss), "Quantile")]
[JsonDerivedType(typeof(PoissonLoss), "Poisson")]
[JsonDerivedType(typeof(GaussianLoss), "Gaussian")]
public abstract record RegressionLoss
{
    private protected RegressionLoss()
    {
    }

    /// <summary>What the metric is called.</summary>
    public abstract string MetricName { get; }

    /// <summary>Outputs of the network for each label value.</summary>
    internal virtual int OutputsPerLabel => 1;

    /// <summary>Whether labels are brought to mean 0 and standard deviation 1; else to mean 1.</summary>
    internal virtual bool IsCentred => true;

    /// <summary>Throws unless a label can be learnt.</summary>
    internal virtual void CheckLabel(float label)
    {
        if (!float.IsFinite(label))
        {
            throw new ArgumentException($"A label is {label}; regression takes finite numbers. Leave out rows without a label.", nameof(label));
        }
    }

    /// <summary>The mean loss.</summary>
    /// <param name="context">The run.</param>
    /// <param name="output">The network's output, `[batch, OutputsPerLabel * labels]`.</param>
    /// <param name="targets">The labels, scaled, `[batch]` or `[batch, labels]`.</param>
    /// <param name="weights">The row weights; null for none.</param>
    internal abstract Tensor Mean(ForwardContext context, Tensor output, Tensor targets, Tensor? weights);

    /// <summary>The scores, in the labels' unit.</summary>
    /// <param name="context">The run.</param>
    /// <param name="output">The network's output, `[batch, OutputsPerLabel * labels]`.</param>
    /// <param name="scaling">From scaled labels to the labels' unit.</param>
    internal virtual Tensor Scores(ForwardContext context, Tensor output, LabelScaling scaling) => scaling.ToLabels(context, output);

    /// <summary>What one prediction adds to the metric.</summary>
    internal abstract double Measure(float prediction, float label);

    /// <summary>The metric from the mean of <see cref="Measure"/>.</summary>
    internal virtual double Metric(double mean) => mean;
}
