namespace MLExtensions.AutoML;

/// <summary>What a search tells while it runs, one event at a time.</summary>
public sealed record SearchUpdate
{
    /// <summary>What happened.</summary>
    public required SearchEvent Event { get; init; }

    /// <summary>The trial that it happened to; null where it concerns the search as a whole.</summary>
    public int? TrialId { get; init; }

    /// <summary>The trial's estimators, such as "ReplaceMissingValues=>Concatenate=>FeedForward"; null with <see cref="TrialId"/>.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The epoch; null for other events.</summary>
    public TrialEpoch? Epoch { get; init; }

    /// <summary>What is known of the trial that has ended; null for other events.</summary>
    public TrialRecord? Record { get; init; }

    /// <summary>Trials that have ended so far.</summary>
    public required int Ended { get; init; }

    /// <summary>Trials that are running.</summary>
    public required int Running { get; init; }

    /// <summary>The metric's name, such as "AreaUnderRocCurve".</summary>
    public required string MetricName { get; init; }

    /// <summary>The best trial's metric so far; null before the first.</summary>
    public double? BestMetric { get; init; }

    /// <summary>The best trial so far; null before the first.</summary>
    public int? BestTrialId { get; init; }

    /// <summary>Time since the search began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time that is left of its budget; null where it has none.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>A sentence for the user, such as why trials are given up; null where the event says it all.</summary>
    public string? Message { get; init; }
}
