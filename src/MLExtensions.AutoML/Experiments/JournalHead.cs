namespace MLExtensions.AutoML;

/// <summary>The first line of a journal: what the search is.</summary>
internal sealed record JournalHead
{
    public const int CurrentVersion = 1;

    /// <summary>The journal's format.</summary>
    public required int Version { get; init; }

    /// <summary>The seed of proposals, folds and trials, given or drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>What trials are compared by.</summary>
    public required string MetricName { get; init; }

    /// <summary>Whether a larger metric is better.</summary>
    public required bool IsMaximize { get; init; }

    /// <summary>What must be the same for the search to go on: <see cref="SearchIdentity.Parts"/>.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>When the search began.</summary>
    public required DateTime StartedAtUtc { get; init; }
}
