using MLExtensions.AutoML.Reports.Importance;

namespace MLExtensions.AutoML;

/// <summary>Makes the report of a search.</summary>
internal static class ExperimentReports
{
    /// <inheritdoc cref="ExperimentResult.SaveReport"/>
    public static SearchReport Create(ExperimentResult result, ExperimentReportOptions options, CancellationToken cancellationToken)
    {
        var settings = result.Settings;
        var predictions = options.Ensemble?.Predictions ?? result.LoadPredictions(result.Best.TrialId);
        var report = new SearchReport
        {
            Title = options.Title,
            Description = options.Description,
            MetricName = result.MetricName,
            IsMaximized = result.IsMaximize,
            Trials = result.Leaderboard,
            Elapsed = result.Elapsed,
            Ensemble = options.Ensemble?.Trials,
            ModelName = options.Ensemble is null ? $"trial {result.Best.TrialId}, the best one" : "the ensemble",
            Importances = Importances(result, options, cancellationToken),
        };
        return (settings.Metric.Task, predictions) switch
        {
            (_, null) => report,
            (TrialTask.Regression, _) => report with { Predictions = ReportPrediction.Of(predictions) },
            (TrialTask.BinaryClassification, _) => report with { Confusion = ReportConfusion.Of(predictions), Thresholds = ReportThreshold.Of(predictions) },
            (TrialTask.MulticlassClassification, _) => report with { Confusion = ReportConfusion.Of(predictions, predictions.Classes) },
            _ => report,
        };
    }

    private static IReadOnlyList<ReportImportance>? Importances(ExperimentResult result, ExperimentReportOptions options, CancellationToken cancellationToken)
    {
        if (options.ImportanceRows == 0)
        {
            return null;
        }

        var rows = options.ImportanceData ?? result.HeldOutRows();
        var model = options.Ensemble is { } ensemble && options.ImportanceData is not null ? ensemble.Model : result.BestModel;
        return ColumnImportance.Measure(result.Settings.Context, model, rows, result.Settings.Metric, options, cancellationToken);
    }
}
