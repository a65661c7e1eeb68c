namespace MLExtensions.Tests.Harness;

/// <summary>Data that has to be refused, and the column that the message has to name.</summary>
internal sealed record UnfitData(string Column, SampleData Data);
