using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>
/// Bounds gradients before a step is made of them, so that one bad batch cannot throw the weights far off. Recurrent networks and transformers usually
/// need it. With both bounds, the norm is clipped first.
/// </summary>
/// <remarks>Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013. As PyTorch's clip_grad_norm_ and clip_grad_value_.</remarks>
public sealed record GradientClipping
{
    /// <summary>
    /// The largest Euclidean norm of all gradients together; longer ones are multiplied by maximum / (norm + 1e-6). Null, the default, for any; more
    /// than 0. 1 is usual.
    /// </summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? MaximumNorm { get; init; }

    /// <summary>The largest size of a single element of a gradient; larger ones are cut to it. Null, the default, for any; more than 0.</summary>
    [Range(0.0, float.MaxValue, MinimumIsExclusive = true)]
    public float? MaximumValue { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or none is set.</exception>
    public void Validate()
    {
        OptionRanges.Check(this);
        if (MaximumNorm is null && MaximumValue is null)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaximumNorm),
                "GradientClipping has neither a MaximumNorm nor a MaximumValue, so it would clip nothing; set one. A MaximumNorm of 1 is usual.");
        }
    }
}
