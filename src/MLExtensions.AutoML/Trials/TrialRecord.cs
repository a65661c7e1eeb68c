namespace MLExtensions.AutoML;

/// <summary>What is known of a trial that has ended: a line of the leaderboard, and of the journal on disk.</summary>
public sealed record TrialRecord
{
    /// <summary>The trial's number, counted from 0 in the order in which trials were proposed.</summary>
    public required int TrialId { get; init; }

    /// <summary>The estimators that it is made of, such as "ReplaceMissingValues=>Concatenate=>FeedForward".</summary>
    public required string Pipeline { get; init; }

    /// <summary>The values that were tried, as the JSON of the pipeline's parameter.</summary>
    public required string Parameter { get; init; }

    /// <summary>How it ended.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>Why it has no metric, in one sentence; null where it has one.</summary>
    public string? Reason { get; init; }

    /// <summary>The metric that the search is about: the mean over the folds. Null where <see cref="Reason"/> is given.</summary>
    public double? Metric { get; init; }

    /// <summary>The metric of each fold; one value without cross-validation, none where there is no metric.</summary>
    public IReadOnlyList<double> FoldMetrics { get; init; } = [];

    /// <summary>The standard deviation of the folds' metrics (of a sample, n - 1); null with fewer than two folds.</summary>
    public double? FoldSpread { get; init; }

    /// <summary>Seconds that it was trained and evaluated for, all rungs together.</summary>
    public double Seconds { get; init; }

    /// <summary>Size of the saved model of one fold in bytes; null where there is none.</summary>
    public long? ModelBytes { get; init; }

    /// <summary>Rows scored a second, by the first fold's model on the rows that it was evaluated on; null where there is no metric.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Epochs that its network was trained for; null where it has none.</summary>
    public int? Epochs { get; init; }

    /// <summary>The most memory that it was seen to use, in megabytes; null where that was not measured, as with several trials in one process.</summary>
    public double? PeakMegabytes { get; init; }

    /// <summary>When it was started.</summary>
    public DateTime StartedAtUtc { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime EndedAtUtc { get; init; }

    /// <summary>The learning curves of its networks, in order of folds and epochs; empty where it has none.</summary>
    public IReadOnlyList<TrialEpoch> Curve { get; init; } = [];
}
