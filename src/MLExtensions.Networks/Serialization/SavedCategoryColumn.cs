namespace MLExtensions.Networks;

/// <summary>The JSON of a <see cref="CategoryColumn"/>.</summary>
internal sealed record SavedCategoryColumn : SavedColumn
{
    public required int Count { get; init; }

    public required int Dimension { get; init; }

    public int[]? Untrained { get; init; }
}
