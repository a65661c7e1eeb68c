namespace MLExtensions.AutoMLResults;

/// <summary>A line of the table.</summary>
/// <param name="What">What was taken from the search.</param>
/// <param name="Validated">Its cross-validated metric; null where it has none.</param>
/// <param name="Spread">The standard deviation over the folds; null where there is none.</param>
/// <param name="Test">Its metric on the test rows.</param>
/// <param name="Trials">Which trials were tried, in numbers.</param>
internal sealed record ResultRow(string What, double? Validated, double? Spread, double Test, string Trials = "");
