namespace MLExtensions.Networks;

/// <summary>Tokens are parts of words, learnt by byte-pair encoding: frequent words are one token, rare ones several, and a word that training did not have is spelt from its parts.</summary>
/// <remarks>
/// <para>Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016, <see href="https://aclanthology.org/P16-1162/"/>.</para>
/// <para>
/// Words are cut as <see cref="WordTokenizerOptions"/> says, but runs of scripts without spaces stay together. A word begins as its characters and the mark that ends it, "&lt;/w&gt;", which is
/// a symbol of its own as in the paper; then the most frequent pair of neighbouring symbols becomes one, again and again. Of pairs that are equally frequent the first in ordinal
/// order is taken. Characters and pairs that are there only once are not learnt. The order of the texts does not matter. Words of more than 256 UTF-16 units are left out of training and
/// encoded in pieces of 256.
/// </para>
/// </remarks>
/// <example>
/// After training on many English texts:
/// <code>
/// int count = tokenizer.Encode("lowest", ids);
/// // tokenizer.Tokens[ids[0]] is "low", tokenizer.Tokens[ids[1]] is "est&lt;/w&gt;"
/// </code>
/// </example>
public sealed record BytePairTokenizerOptions : TokenizerOptions
{
    /// <summary>Options with a <see cref="TokenizerOptions.MaximumVocabulary"/> of 8,000.</summary>
    public BytePairTokenizerOptions() => MaximumVocabulary = 8_000;

    /// <inheritdoc/>
    public override TokenizerTrainer CreateTrainer()
    {
        Validate();
        return new BytePairTokenizerTrainer(this);
    }
}
