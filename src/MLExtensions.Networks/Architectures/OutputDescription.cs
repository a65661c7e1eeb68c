namespace MLExtensions.Networks;

/// <summary>What a network gives.</summary>
/// <param name="Size">Values for one row: 1 for binary and regression, the number of classes for multiclass.</param>
public sealed record OutputDescription(int Size);
