namespace MLExtensions.Networks;

/// <summary>Words, looked up whole.</summary>
internal sealed class WordTokenizer : Tokenizer
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;

    public WordTokenizer(IEnumerable<string> words, bool lowerCase)
        : base(words, lowerCase)
    {
        var ids = new Dictionary<string, int>(VocabularySize, StringComparer.Ordinal);
        for (int id = SpecialTokens; id < VocabularySize; id++)
        {
            ids.Add(Tokens[id], id);
        }

        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override int Encode(ReadOnlySpan<char> text, Span<int> ids)
    {
        Span<char> lower = stackalloc char[MaximumWordLength];
        int count = 0;
        foreach (ReadOnlySpan<char> word in new WordEnumerator(text, cutUnspaced: true))
        {
            if (count < ids.Length)
            {
                ids[count] = word.Length <= MaximumWordLength && _ids.TryGetValue(LowerCase ? lower[..word.ToLowerInvariant(lower)] : word, out int id) ? id : Unknown;
            }

            count++;
        }

        return count;
    }

    private protected override SavedTokenizer Save() => new()
    {
        Type = SavedTokenizer.WordType,
        LowerCase = LowerCase,
        Words = [.. Tokens.Skip(SpecialTokens)],
    };
}
