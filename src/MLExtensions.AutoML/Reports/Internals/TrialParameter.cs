namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>One value that a trial tried.</summary>
/// <param name="Estimator">The estimator that it belongs to, such as "FeedForward"; empty where it belongs to none.</param>
/// <param name="Name">Its name, such as "LearningRate"; of a nested option with the outer names before it.</param>
/// <param name="Text">The value.</param>
/// <param name="Number">The value as a number; null where it is none.</param>
internal sealed record TrialParameter(string Estimator, string Name, string Text, double? Number)
{
    public string FullName => Estimator.Length == 0 ? Name : $"{Estimator}.{Name}";
}
