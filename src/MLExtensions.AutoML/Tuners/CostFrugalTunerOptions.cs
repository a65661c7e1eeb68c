using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>How a <see cref="CostFrugalTuner"/> searches.</summary>
public sealed record CostFrugalTunerOptions
{
    /// <summary>The size of the first steps, each way of each dimension on average, where 1 is the whole range. Default 0.1; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double FirstStep { get; init; } = 0.1;

    /// <summary>The size of steps below which a search counts as converged and begins anew elsewhere. Default 0.01; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double SmallestStep { get; init; } = 0.01;

    /// <summary>
    /// Whether a trial costs as long as it took, when pipelines of a one-of are chosen; else each costs the same. Default false: times differ from run to run, and with them a search of a fixed seed would.
    /// </summary>
    public bool CountsDurations { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
