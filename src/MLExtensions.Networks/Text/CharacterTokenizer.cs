using System.Text;

namespace MLExtensions.Networks;

/// <summary>Characters, one by one.</summary>
internal sealed class CharacterTokenizer : Tokenizer
{
    private readonly Dictionary<Rune, int> _ids = [];

    /// <param name="characters">Each a single scalar value.</param>
    /// <param name="lowerCase">Whether letters are made small first.</param>
    public CharacterTokenizer(IEnumerable<string> characters, bool lowerCase)
        : base(characters, lowerCase)
    {
        for (int id = SpecialTokens; id < VocabularySize; id++)
        {
            _ids.Add(Rune.GetRuneAt(Tokens[id], 0), id);
        }
    }

    public override int Encode(ReadOnlySpan<char> text, Span<int> ids)
    {
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (count < ids.Length)
            {
                ids[count] = _ids.TryGetValue(LowerCase ? Rune.ToLowerInvariant(rune) : rune, out int id) ? id : Unknown;
            }

            count++;
        }

        return count;
    }

    private protected override SavedTokenizer Save() => new()
    {
        Type = SavedTokenizer.CharacterType,
        LowerCase = LowerCase,
        Characters = string.Concat(Tokens.Skip(SpecialTokens)),
    };
}
