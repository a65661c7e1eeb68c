using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A search as it was set up, checked and complete.</summary>
internal sealed record SearchSettings
{
    public required MLContext Context { get; init; }

    public required SweepablePipeline Pipeline { get; init; }

    public required SearchData Data { get; init; }

    public required TrialMetric Metric { get; init; }

    /// <summary>Makes the tuner, for a search space whose only key is the pipeline's, and a seed.</summary>
    public required Func<SearchSpace, int, ITuner> CreateTuner { get; init; }

    /// <summary>The tuner's name, for the journal.</summary>
    public required string TunerName { get; init; }

    public IMonitor? Monitor { get; init; }

    public IProgress<SearchUpdate>? Progress { get; init; }

    /// <summary>Seconds of the search; null for any number of them.</summary>
    public double? Seconds { get; init; }

    /// <summary>Trials of the search; null for any number of them.</summary>
    public int? Trials { get; init; }

    /// <summary>Memory of the search; null for any amount.</summary>
    public double? Megabytes { get; init; }

    /// <summary>Trials that run at once, at most.</summary>
    public int Parallel { get; init; } = 1;

    public required int ThreadsPerTrial { get; init; }

    /// <summary>A trial is proposed when all but so many of those before it have ended.</summary>
    public required int Window { get; init; }

    public SuccessiveHalvingOptions? Halving { get; init; }

    /// <summary>Seconds of a trial, all its rungs together; null for any number of them.</summary>
    public double? TrialSeconds { get; init; }

    /// <summary>Where the journal and the trials' files are; null for a temporary folder.</summary>
    public string? Folder { get; init; }

    /// <summary>An earlier search's folder; null for none.</summary>
    public string? WarmStart { get; init; }

    /// <summary>The seed that was asked for; null where there is none.</summary>
    public int? Seed { get; init; }

    /// <summary>Where trials run; null for this process.</summary>
    public ITrialDispatcher? Dispatcher { get; init; }

    /// <summary>How worker processes are started; null for none.</summary>
    public WorkerProcessOptions? Workers { get; init; }

    /// <summary>What a tuner sees: the pipeline's space under AutoML's name for it.</summary>
    public SearchSpace TunerSpace() => new() { [SearchTuner.PipelineKey] = Pipeline.SearchSpace };
}
