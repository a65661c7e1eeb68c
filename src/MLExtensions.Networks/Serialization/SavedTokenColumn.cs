namespace MLExtensions.Networks;

/// <summary>The JSON of a <see cref="TokenColumn"/>.</summary>
internal sealed record SavedTokenColumn : SavedColumn
{
    public required int MaximumLength { get; init; }

    public required int VocabularySize { get; init; }
}
