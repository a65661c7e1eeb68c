namespace MLExtensions.Networks;

/// <summary>The JSON of a <see cref="NumberColumn"/>.</summary>
internal sealed record SavedNumberColumn : SavedColumn
{
    public required int Size { get; init; }

    /// <summary>Null where no slot has any.</summary>
    public int[]? BinCounts { get; init; }

    public bool? KeepsStandardized { get; init; }

    public int[]? IndicatorSlots { get; init; }
}
