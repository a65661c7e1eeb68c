using System.Collections.ObjectModel;

namespace MLExtensions.Networks;

/// <summary>Makes token ids of text, once trained. Immutable; may be used from many threads. Made by a <see cref="TokenizerTrainer"/> or read by <see cref="FromJson"/>.</summary>
public abstract class Tokenizer
{
    /// <summary>The id that fills up short rows; no text gives it.</summary>
    public const int Padding = 0;

    /// <summary>The id of whatever training did not have, or too seldom.</summary>
    public const int Unknown = 1;

    /// <summary>How many ids are not learnt: <see cref="Padding"/> and <see cref="Unknown"/>.</summary>
    internal const int SpecialTokens = 2;

    /// <summary>The most tokens that there may be.</summary>
    internal const int MaximumTokens = 1 << 20;

    /// <summary>The longest word that is looked up, in UTF-16 units: it bounds what a hostile text can cost.</summary>
    internal const int MaximumWordLength = 256;

    private protected Tokenizer(IEnumerable<string> tokens, bool lowerCase)
    {
        Tokens = new ReadOnlyCollection<string>(["[padding]", "[unknown]", .. tokens]);
        LowerCase = lowerCase;
    }

    /// <summary>How many ids there are, the two special ones included: all ids are from 0 to one less.</summary>
    public int VocabularySize => Tokens.Count;

    /// <summary>The text of each id; "[padding]" and "[unknown]" for the special ones. With byte pairs the last part of a word ends in "&lt;/w&gt;".</summary>
    public IReadOnlyList<string> Tokens { get; }

    private protected bool LowerCase { get; }

    /// <summary>Writes the ids of the text's first tokens, as many as there is room for, and leaves the rest of the span as it is. Allocates nothing.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    /// <param name="ids">Where the ids go; may be empty.</param>
    /// <returns>How many tokens the whole text has: more than <paramref name="ids"/> is long where they do not fit.</returns>
    public abstract int Encode(ReadOnlySpan<char> text, Span<int> ids);

    /// <summary>All that there is to know of the tokenizer, as compact JSON, which <see cref="FromJson"/> reads.</summary>
    public string ToJson() => Save().ToJson();

    /// <summary>The tokenizer that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no tokenizer: it is damaged, cut off, or of a newer version. The message says what was found and what was expected.</exception>
    public static Tokenizer FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SavedTokenizer.FromJson(json).Restore();
    }

    private protected abstract SavedTokenizer Save();
}
