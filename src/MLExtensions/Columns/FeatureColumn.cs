namespace MLExtensions.Columns;

/// <summary>One input column as the network was fitted on it.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Size">Number of values: the vector's size, 1 for a scalar.</param>
/// <param name="IsVector">Whether the column is a vector.</param>
internal sealed record FeatureColumn(string Name, int Size, bool IsVector);
