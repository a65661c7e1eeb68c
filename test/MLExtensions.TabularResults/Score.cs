namespace MLExtensions.TabularResults;

/// <summary>One figure of one run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much.</param>
internal readonly record struct Score(string Name, double Value);
