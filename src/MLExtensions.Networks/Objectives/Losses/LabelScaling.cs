using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Between labels in their own units and what a network is trained on: scaled = (label - mean) / scale, for each label value on its own.</summary>
internal sealed class LabelScaling
{
    // Of one label value: computed in double precision.
    private readonly Affine? _toScaled;
    private readonly Affine? _toLabels;
    private readonly Affine? _toUnit;

    // Of several, one each.
    private readonly Parameter? _means;
    private readonly Parameter? _scales;

    /// <param name="means">What is subtracted, one a label value; empty for none.</param>
    /// <param name="scales">What is then divided by.</param>
    public LabelScaling(ReadOnlySpan<float> means, ReadOnlySpan<float> scales)
    {
        if (means.Length <= 1)
        {
            (float mean, float scale) = means.IsEmpty ? (0, 1) : (means[0], scales[0]);
            _toScaled = new Affine { Factor = 1 / (double)scale, Summand = -mean / (double)scale };
            _toLabels = new Affine { Factor = scale, Summand = mean };
            _toUnit = new Affine { Factor = scale };
            return;
        }

        _means = FrozenValues.Create("label_means", means);
        _scales = FrozenValues.Create("label_scales", scales);
    }

    /// <summary>Scaled labels.</summary>
    public Tensor ToScaled(ForwardContext context, Tensor labels) => _toScaled is not null
        ? context.Run(_toScaled, labels)
        : context.Divide(context.Subtract(labels, _means!.Tensor), _scales!.Tensor);

    /// <summary>From scaled labels to the labels' unit.</summary>
    public Tensor ToLabels(ForwardContext context, Tensor scaled) => _toLabels is not null
        ? context.Run(_toLabels, scaled)
        : context.Add(context.Multiply(scaled, _scales!.Tensor), _means!.Tensor);

    /// <summary>To the labels' unit what is a distance and not a place: a standard deviation.</summary>
    public Tensor ToUnit(ForwardContext context, Tensor scaled) => _toUnit is not null ? context.Run(_toUnit, scaled) : context.Multiply(scaled, _scales!.Tensor);
}
