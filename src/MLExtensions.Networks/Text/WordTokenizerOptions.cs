using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>Tokens are words, numbers and single signs.</summary>
/// <remarks>
/// <para>
/// Text is cut at white space, and signs are cut off words: "Denver?" is "Denver" and "?". A word is a run of letters, digits and the accents on them, of any script. An apostrophe
/// between letters belongs to the word ("don't"), a full stop or comma between digits to the number ("1,000.5"), a low line between either too ("snake_case"). The English endings that
/// treebanks set apart ("do n't", "it 's", "we 'll") stay as they are, with their apostrophe. Hyphens cut.
/// </para>
/// <para>
/// Any other sign is a token by itself: one text element, so an emoji of several code points is one. Han characters, kana, and Thai, Lao, Burmese and Khmer clusters are a token each, as
/// these scripts put no spaces between words; for them byte pairs find longer tokens. Half a surrogate pair counts as U+FFFD. Words of more than 256 UTF-16 units are unknown.
/// Composed and decomposed accents, and straight and curved apostrophes, are different characters: normalise beforehand where data has both.
/// </para>
/// </remarks>
public sealed record WordTokenizerOptions : TokenizerOptions
{
    /// <summary>
    /// How often a word must be there to be a token; rarer ones are <see cref="Tokenizer.Unknown"/>. Default 2, so that the network learns from the words that are there once
    /// what an unknown word means; with 1 it never sees one. At least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MinimumCount { get; init; } = 2;

    /// <inheritdoc/>
    public override TokenizerTrainer CreateTrainer()
    {
        Validate();
        return new WordTokenizerTrainer(this);
    }
}
