namespace MLExtensions.AutoML;

/// <summary>A row of a regression: what it was and what was predicted, in the label's unit.</summary>
/// <param name="Actual">The label.</param>
/// <param name="Predicted">The score.</param>
public readonly record struct ReportPrediction(double Actual, double Predicted)
{
    /// <summary>The rows of a trial whose label is known.</summary>
    internal static ReportPrediction[] Of(TrialPredictions predictions) =>
        [.. predictions.Labels.Zip(predictions.Scores, (label, score) => new ReportPrediction(label, score)).Where(row => double.IsFinite(row.Actual))];
}
