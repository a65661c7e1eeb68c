using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A trial of the search that runs: what was proposed, what became of it so far.</summary>
/// <param name="proposal">What it tries.</param>
/// <param name="tunerParameter">The same, as the tuner gave it.</param>
/// <param name="canPause">Whether it is a network that can be trained by parts.</param>
internal sealed class SearchTrial(TrialProposal proposal, Parameter tunerParameter, bool canPause = false)
{
    private readonly List<TrialReport> _reports = [];

    public int Id => proposal.TrialId;

    public TrialProposal Proposal => proposal;

    public Parameter TunerParameter => tunerParameter;

    public bool CanPause => canPause;

    /// <summary>Whether the tuner knows how it ended.</summary>
    public bool IsTold { get; set; }

    /// <summary>Its rungs that have ended, in order.</summary>
    public IReadOnlyList<TrialReport> Reports => _reports;

    /// <summary>How it ended; null while it has not.</summary>
    public TrialEnd? End { get; set; }

    /// <summary>When it was first started; null before.</summary>
    public DateTime? StartedAtUtc { get; set; }

    /// <summary>Seconds that its rungs took.</summary>
    public double Seconds => _reports.Sum(report => report.Seconds);

    /// <summary>Its metric so far; null where it has none.</summary>
    public double? Metric => _reports.Count > 0 ? _reports[^1].Metric : null;

    /// <summary>Whether the last rung left it with more epochs to go.</summary>
    public bool IsPaused => End is null && _reports.Count > 0 && _reports[^1] is { CanContinue: true, Status: TrialStatus.Completed };

    public void Add(TrialReport report)
    {
        if (report.Rung != _reports.Count)
        {
            throw new InvalidOperationException($"Trial {Id} reported rung {report.Rung} after {_reports.Count} rungs.");
        }

        _reports.Add(report);
    }

    /// <summary>The trial as a line of the leaderboard.</summary>
    /// <param name="end">How it ended.</param>
    public TrialRecord ToRecord(TrialEnd end)
    {
        // A trial that failed in a later rung has no metric, whatever it had before.
        bool hasMetric = end.Status is TrialStatus.Completed or TrialStatus.Pruned;
        var last = hasMetric ? _reports.LastOrDefault(report => report.Metric is not null) : _reports.LastOrDefault();
        var folds = hasMetric ? last?.FoldMetrics ?? [] : [];
        return new TrialRecord
        {
            TrialId = Id,
            Pipeline = proposal.Pipeline,
            Parameter = proposal.Parameter,
            Status = end.Status,
            Reason = end.Reason,
            Metric = hasMetric ? last?.Metric : null,
            FoldMetrics = folds,
            FoldSpread = SpreadOf(folds),
            Seconds = Seconds,
            ModelBytes = hasMetric ? last?.ModelBytes : null,
            RowsPerSecond = hasMetric ? last?.RowsPerSecond : null,
            Epochs = _reports.Max(report => report.Epochs),
            PeakMegabytes = _reports.Max(report => report.PeakMegabytes),
            StartedAtUtc = _reports.Count > 0 ? _reports[0].StartedAtUtc : StartedAtUtc ?? default,
            EndedAtUtc = _reports.Count > 0 ? _reports[^1].EndedAtUtc : DateTime.UtcNow,
            Curve = CurveOf(_reports),
        };
    }

    private static double? SpreadOf(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return null;
        }

        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    private static IReadOnlyList<TrialEpoch> CurveOf(List<TrialReport> reports)
    {
        var curve = new LearningCurve();
        foreach (var epoch in reports.SelectMany(report => report.Curve))
        {
            curve.Add(epoch);
        }

        return curve.ToList();
    }
}
