namespace MLExtensions.Networks;

/// <summary>Collects texts, then makes the tokenizer. Texts are counted, not kept. For one thread at a time.</summary>
public abstract class TokenizerTrainer
{
    private protected TokenizerTrainer()
    {
    }

    /// <summary>Takes in a text of the training data; any text will do, also an empty one.</summary>
    public abstract void Add(ReadOnlySpan<char> text);

    /// <summary>
    /// The tokenizer of all texts so far. The same texts, in whatever order, give the same one: tokens are in descending order of their counts, then in ordinal order. Texts may be
    /// added afterwards, for another one.
    /// </summary>
    public abstract Tokenizer Train();
}
