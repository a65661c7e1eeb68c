using System.Text.Json.Serialization;

namespace MLExtensions.Networks;

/// <summary>The JSON of an <see cref="InputColumn"/>: what its constants and weights, which are tensors, do not say.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SavedNumberColumn), "Number")]
[JsonDerivedType(typeof(SavedCategoryColumn), "Category")]
internal abstract record SavedColumn
{
    public required string Name { get; init; }
}
