using System.Runtime.InteropServices;
using System.Text;

namespace MLExtensions.Networks;

internal sealed class CharacterTokenizerTrainer(CharacterTokenizerOptions options) : TokenizerTrainer
{
    private readonly Dictionary<Rune, long> _counts = [];

    public override void Add(ReadOnlySpan<char> text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, options.LowerCase ? Rune.ToLowerInvariant(rune) : rune, out _)++;
        }
    }

    public override Tokenizer Train() => new CharacterTokenizer(
        _counts
            .Select(count => KeyValuePair.Create(count.Key.ToString(), count.Value))
            .MostFrequent(options.MinimumCount, options.MaximumVocabulary - Tokenizer.SpecialTokens),
        options.LowerCase);
}
