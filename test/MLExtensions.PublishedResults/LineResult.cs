namespace MLExtensions.PublishedResults;

/// <summary>A line of the table.</summary>
/// <param name="Trainer">What was trained.</param>
/// <param name="Figure">Mean and spread of the accuracy.</param>
/// <param name="Target">What there is to reach; empty for a rival.</param>
/// <param name="Runs">How many runs there were, and of what: "3 seeds".</param>
/// <param name="Seconds">Of all runs together, reading of data included.</param>
internal sealed record LineResult(string Trainer, string Figure, string Target, string Runs, double Seconds);
