namespace MLExtensions.AutoML;

/// <summary>What a trial gives when it has run, or a part of it: the whole message from who ran it.</summary>
public sealed record TrialReport
{
    /// <summary>The trial's number: <see cref="TrialRequest.TrialId"/>.</summary>
    public required int TrialId { get; init; }

    /// <summary>Which part of it was run: <see cref="TrialRequest.Rung"/>.</summary>
    public required int Rung { get; init; }

    /// <summary>How that ended. <see cref="TrialStatus.Completed"/> also where a network paused (<see cref="CanContinue"/>).</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>Why there is no metric, in one sentence; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a network paused before its own end, so that the trial can go on with more epochs.</summary>
    public bool CanContinue { get; init; }

    /// <summary>The mean of <see cref="FoldMetrics"/>; null where <see cref="Reason"/> is given.</summary>
    public double? Metric { get; init; }

    /// <summary>The metric of each fold; one value without cross-validation.</summary>
    public IReadOnlyList<double> FoldMetrics { get; init; } = [];

    /// <summary>Seconds that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Size of the first fold's saved model in bytes; null where there is none.</summary>
    public long? ModelBytes { get; init; }

    /// <summary>Rows scored a second, by the first fold's model on the rows that it was evaluated on; null where that was not measured.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Epochs that its network has behind it, those of earlier rungs included; null where it has none.</summary>
    public int? Epochs { get; init; }

    /// <summary>The most memory that it was seen to use, in megabytes; null where that was not measured.</summary>
    public double? PeakMegabytes { get; init; }

    /// <summary>When it was started.</summary>
    public DateTime StartedAtUtc { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime EndedAtUtc { get; init; }

    /// <summary>The epochs of its networks that are known, in order of folds and epochs.</summary>
    public IReadOnlyList<TrialEpoch> Curve { get; init; } = [];

    /// <summary>The files to keep: paths within <see cref="TrialRequest.Folder"/>, the models in order of folds, then the predictions.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>A report of a trial that has no metric.</summary>
    internal static TrialReport Without(TrialRequest request, TrialStatus status, string reason, DateTime startedAtUtc, double seconds, IReadOnlyList<TrialEpoch> curve) => new()
    {
        TrialId = request.TrialId,
        Rung = request.Rung,
        Status = status,
        Reason = reason,
        Seconds = seconds,
        StartedAtUtc = startedAtUtc,
        EndedAtUtc = DateTime.UtcNow,
        Curve = curve,
        Epochs = curve.Count == 0 ? null : curve.Max(epoch => epoch.Epoch),
    };
}
