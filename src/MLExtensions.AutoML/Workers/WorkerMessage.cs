namespace MLExtensions.AutoML;

/// <summary>A line between a search and a worker process. One of its parts is there.</summary>
internal sealed record WorkerMessage
{
    /// <summary>Begins a line that is a message: the program may print other lines before it gets to be a worker, or from native code.</summary>
    private const string Mark = "::trial-worker:: ";

    /// <summary>To the worker, first: the search's seed.</summary>
    public int? Seed { get; init; }

    /// <summary>To the worker: a trial to run.</summary>
    public TrialRequest? Run { get; init; }

    /// <summary>To the worker: the number of the trial to give up.</summary>
    public int? Cancel { get; init; }

    /// <summary>From the worker: it is set up, for a search with these parts.</summary>
    public IReadOnlyDictionary<string, string>? Ready { get; init; }

    /// <summary>From the worker: it could not be set up, and why.</summary>
    public string? Error { get; init; }

    /// <summary>From the worker: an epoch of the trial that runs.</summary>
    public TrialEpoch? Epoch { get; init; }

    /// <summary>From the worker: what became of the trial.</summary>
    public TrialReport? Report { get; init; }

    public string ToLine() => Mark + TrialJson.Write(this);

    /// <summary>The message in a line; null where there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is damaged.</exception>
    public static WorkerMessage? Parse(string line) =>
        line.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var start ? TrialJson.Read<WorkerMessage>(line[(start + Mark.Length)..]) : null;
}
