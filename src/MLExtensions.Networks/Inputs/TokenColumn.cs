using System.Globalization;
using System.Security.Cryptography;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A text as tokens: the first slot of a row is the number of its tokens, then come their indices (see <see cref="Tokenizer"/>), then <see cref="Tokenizer.Padding"/>. It is the only column of its network.</summary>
/// <remarks>Architectures for sequences look up a vector for each token and see as many as the row has. Others get `[maximumLength]` indices as floats, padded with 0.</remarks>
public sealed record TokenColumn : InputColumn
{
    /// <summary>The most tokens that there may be: whole numbers that a float holds exactly.</summary>
    public const int MaximumVocabularySize = 1 << 24;

    private const int MaximumMaximumLength = 1 << 20;

    /// <summary>Tokens of the longest text; 1 to 1,048,576.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>How many tokens there are, those for padding and for the unknown included; 2 to 16,777,216.</summary>
    public required int VocabularySize { get; init; }

    /// <inheritdoc/>
    public override int Size => 1 + MaximumLength;

    /// <inheritdoc/>
    public override int EncodedSize => MaximumLength;

    internal override bool IsWholeRow => true;

    /// <summary>Name and sizes: "title: up to 40 of 8000 tokens".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: up to {MaximumLength} of {VocabularySize} tokens");

    internal override Layer CreateEncoder(string name, ParameterSource parameters) => new TokenEncoder(name, this);

    internal override void Validate()
    {
        CheckRange(nameof(MaximumLength), MaximumLength, 1, MaximumMaximumLength);
        CheckRange(nameof(VocabularySize), VocabularySize, 2, MaximumVocabularySize);
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        // Its text says everything.
    }
}
