using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>How worker processes are started.</summary>
public sealed record WorkerProcessOptions
{
    /// <summary>
    /// The program; null, the default, is this one. It calls <see cref="TrialWorker.TryRun(string[], Func{ParallelExperiment})"/> before anything else, with a function that sets up the same experiment.
    /// </summary>
    public string? FileName { get; init; }

    /// <summary>
    /// The program's arguments, to which those of the worker are added at the end; null, the default, are this process's own (for <see cref="FileName"/> none).
    /// </summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Seconds that a worker may take to set up the experiment. Default 120; over 0.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double StartSeconds { get; init; } = 120;

    /// <summary>Seconds that a trial has to obey when it is cancelled; then its process is killed. Default 1; at least 0.</summary>
    [Range(0.0, 3600.0)]
    public double KillAfterSeconds { get; init; } = 1;

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
