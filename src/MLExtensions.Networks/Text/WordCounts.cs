using System.Runtime.InteropServices;

namespace MLExtensions.Networks;

/// <summary>How often each word is there.</summary>
internal sealed class WordCounts
{
    private readonly bool _lowerCase;
    private readonly bool _cutUnspaced;
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public WordCounts(bool lowerCase, bool cutUnspaced)
    {
        _lowerCase = lowerCase;
        _cutUnspaced = cutUnspaced;
        _lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[Tokenizer.MaximumWordLength];
        foreach (ReadOnlySpan<char> word in new WordEnumerator(text, _cutUnspaced))
        {
            if (word.Length <= Tokenizer.MaximumWordLength)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_lookup, _lowerCase ? lower[..word.ToLowerInvariant(lower)] : word, out _)++;
            }
        }
    }
}
