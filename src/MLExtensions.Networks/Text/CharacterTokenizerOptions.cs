using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>Tokens are single characters: Unicode scalar values, white space included. Surrogate pairs are never cut; half of one counts as U+FFFD.</summary>
public sealed record CharacterTokenizerOptions : TokenizerOptions
{
    /// <summary>How often a character must be there to be a token; rarer ones are <see cref="Tokenizer.Unknown"/>. Default 2, for the reason given at <see cref="WordTokenizerOptions.MinimumCount"/>; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumCount { get; init; } = 2;

    /// <inheritdoc/>
    public override TokenizerTrainer CreateTrainer()
    {
        Validate();
        return new CharacterTokenizerTrainer(this);
    }
}
