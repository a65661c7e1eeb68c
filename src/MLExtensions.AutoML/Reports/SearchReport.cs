using System.Text;
using MLExtensions.AutoML.Reports.Internals;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>
/// A search as one page that a browser shows: leaderboard, learning curves, the metric against each parameter, and what is known of the best model. The page is one file
/// that needs no network and no server; what is not given is left out of it.
/// </summary>
/// <example><code>
/// new SearchReport { Title = "Adult", MetricName = "AreaUnderRocCurve", IsMaximized = true, Trials = records }.Save("report.html");
/// </code></example>
public sealed record SearchReport
{
    /// <summary>What the search was about, the page's head line.</summary>
    public required string Title { get; init; }

    /// <summary>The metric's name, such as "AreaUnderRocCurve".</summary>
    public required string MetricName { get; init; }

    /// <summary>Whether a larger metric is better.</summary>
    public required bool IsMaximized { get; init; }

    /// <summary>All trials, in any order; those that ended without a metric too.</summary>
    public required IReadOnlyList<TrialRecord> Trials { get; init; }

    /// <summary>A sentence or two on data and setting, below the head line; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>How long the search took; null where that is not known, then it is counted from the trials' times.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>What <see cref="Confusion"/>, <see cref="Predictions"/>, <see cref="Thresholds"/> and <see cref="Importances"/> are about, such as "the best trial, out of fold"; null to leave it open.</summary>
    public string? ModelName { get; init; }

    /// <summary>A classification's confusion matrix; null for none.</summary>
    public ReportConfusion? Confusion { get; init; }

    /// <summary>A regression's rows; null for none. Up to 2,000 of them are drawn, all are counted.</summary>
    public IReadOnlyList<ReportPrediction>? Predictions { get; init; }

    /// <summary>A binary classification by threshold; null for none.</summary>
    public IReadOnlyList<ReportThreshold>? Thresholds { get; init; }

    /// <summary>The permutation importance of columns; null for none. The 30 largest are shown.</summary>
    public IReadOnlyList<ReportImportance>? Importances { get; init; }

    /// <summary>The members of the ensemble; null for none.</summary>
    public IReadOnlyList<EnsembleTrial>? Ensemble { get; init; }

    /// <summary>Writes the page. A file that is there is replaced at once, when the new one is whole.</summary>
    /// <param name="path">The file, such as "report.html"; its folder is made where it is missing.</param>
    /// <exception cref="ArgumentException"><see cref="Confusion"/> is not a square of the size of its class names.</exception>
    /// <exception cref="IOException">The file could not be written; what was there before is unchanged.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string page = ToHtml();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.WriteCleanly(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>The page's text, as <see cref="Save"/> writes it.</summary>
    /// <exception cref="ArgumentException"><see cref="Confusion"/> is not a square of the size of its class names.</exception>
    public string ToHtml() => ReportPage.Html(this);
}
