using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using Parameter = Microsoft.ML.SearchSpace.Parameter;

namespace MLExtensions.AutoML;

/// <summary>How a <see cref="TpeTuner"/> searches.</summary>
public sealed record TpeTunerOptions
{
    /// <summary>
    /// Whether the first trials are the default values, those of each trainer of a one-of in turn as long as <see cref="StartupTrials"/> lasts: values that somebody knew to be good. Pipelines with the same
    /// values, as those that differ in how they encode categories, count as one. Default true.
    /// </summary>
    public bool BeginsWithDefaults { get; init; } = true;

    /// <summary>
    /// Parameters that are tried next, in this order, before any that are random: settings that were good on other data. Those that are not of the search space are left out. Default none; the parallel experiment's
    /// own tuner has some for the trainers of ML.NET. They count as <see cref="StartupTrials"/>, and are tried also where there are more.
    /// </summary>
    public IReadOnlyList<Parameter> StartingPoints { get; init; } = [];

    /// <summary>Trials before what was learnt is used, those with default values included. Default 10; at least 1. Until then proposals are random.</summary>
    [Range(1, int.MaxValue)]
    public int StartupTrials { get; init; } = 10;

    /// <summary>The part of the trials that counts as good. Default 0.1; more than 0, less than 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double GoodFraction { get; init; } = 0.1;

    /// <summary>Trials that count as good at most. Default 25; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MaximumGoodTrials { get; init; } = 25;

    /// <summary>Candidates that are drawn for a proposal, of which the most promising is taken. Default 24; at least 1.</summary>
    [Range(1, 1_000_000)]
    public int Candidates { get; init; } = 24;

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
