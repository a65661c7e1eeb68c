namespace MLExtensions.Networks;

/// <summary>The JSON of a <see cref="SequenceColumn"/>.</summary>
internal sealed record SavedSequenceColumn : SavedColumn
{
    public required int MaximumLength { get; init; }

    public required bool IsVariable { get; init; }

    public required float[] Means { get; init; }

    public required float[] Scales { get; init; }
}
