namespace MLExtensions.AutoML;

/// <summary>How much worse a model is without one of its columns: the metric's loss when the column's values are shuffled among the rows.</summary>
/// <param name="Feature">The column's name.</param>
/// <param name="Mean">The mean loss, in the metric's unit; positive where the column helps, whether the metric is to be large or small.</param>
/// <param name="Spread">The standard deviation over the repetitions, in the metric's unit; null where there was one.</param>
public sealed record ReportImportance(string Feature, double Mean, double? Spread = null);
