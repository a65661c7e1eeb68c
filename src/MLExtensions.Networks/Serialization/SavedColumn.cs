using System.Text.Json.Serialization;

namespace MLExtensions.Networks;

/// <summary>The JSON of an <see cref="InputColumn"/>: what its constants and weights, which are tensors, do not say.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SavedNumberColumn), "Number")]
[JsonDerivedType(typeof(SavedCategoryColumn), "Category")]
[JsonDerivedType(typeof(SavedTokenColumn), "Tokens")]
[JsonDerivedType(typeof(SavedSequenceColumn), "Sequence")]
[JsonDerivedType(typeof(SavedImageColumn), "Image")]
internal abstract record SavedColumn
{
    public required string Name { get; init; }
}
