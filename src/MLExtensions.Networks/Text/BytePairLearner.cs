using System.Runtime.InteropServices;
using System.Text;

namespace MLExtensions.Networks;

/// <summary>
/// Learns the merges of byte-pair encoding from the counts of words. The counts of all pairs are kept up to date: a merge visits the words that have its pair and no others.
/// </summary>
internal sealed class BytePairLearner
{
    /// <summary>Characters and pairs that are there less often are not learnt.</summary>
    public const int MinimumCount = 2;

    private readonly BytePairVocabulary _vocabulary;
    private readonly List<Word> _words = [];
    private readonly Dictionary<(int Left, int Right), Pair> _pairs = [];
    private readonly PriorityQueue<Candidate, Candidate> _candidates;
    private readonly HashSet<(int Left, int Right)> _grown = [];

    private BytePairLearner(IReadOnlyDictionary<string, long> words, BytePairVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _candidates = new(Comparer<Candidate>.Create(Compare));
        foreach ((string text, long count) in words)
        {
            int[] symbols = [.. text.EnumerateRunes().Select(vocabulary.Character), BytePairVocabulary.EndOfWordId];
            _words.Add(new Word(symbols, count));
            Count(_words.Count - 1, 1, made: null);
        }

        EnqueueGrown();
    }

    private readonly record struct Candidate(long Count, int Left, int Right);

    /// <param name="words">How often each word is there.</param>
    /// <param name="maximumVocabulary">How many ids there may be, the special ones included.</param>
    public static BytePairVocabulary Learn(IReadOnlyDictionary<string, long> words, int maximumVocabulary)
    {
        var characters = new Dictionary<Rune, long>();
        foreach ((string text, long count) in words)
        {
            foreach (Rune rune in text.EnumerateRunes())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(characters, rune, out _) += count;
            }
        }

        var vocabulary = new BytePairVocabulary(characters
            .Select(count => KeyValuePair.Create(count.Key.ToString(), count.Value))
            .MostFrequent(MinimumCount, maximumVocabulary - Tokenizer.SpecialTokens - 1));
        var learner = new BytePairLearner(words, vocabulary);
        while (vocabulary.Count < maximumVocabulary && learner.TryTakeBest(out Candidate best))
        {
            learner.Merge(best.Left, best.Right);
        }

        return vocabulary;
    }

    // The most frequent first, then in ordinal order: a total order, so what is taken does not depend on the order of words.
    private int Compare(Candidate x, Candidate y)
    {
        int byCount = y.Count.CompareTo(x.Count);
        int byLeft = byCount != 0 ? byCount : string.CompareOrdinal(_vocabulary.Text(x.Left), _vocabulary.Text(y.Left));
        return byLeft != 0 ? byLeft : string.CompareOrdinal(_vocabulary.Text(x.Right), _vocabulary.Text(y.Right));
    }

    // A count in the queue may be an old one. One that has grown since is there again with the new one; one that has shrunk is put back with it.
    private bool TryTakeBest(out Candidate best)
    {
        while (_candidates.TryDequeue(out best, out _))
        {
            long count = _pairs.TryGetValue((best.Left, best.Right), out Pair? pair) ? pair.Count : 0;
            if (count == best.Count)
            {
                return true;
            }

            if (count is >= MinimumCount && count < best.Count)
            {
                Candidate now = best with { Count = count };
                _candidates.Enqueue(now, now);
            }
        }

        return false;
    }

    private void Merge(int left, int right)
    {
        int made = _vocabulary.Merge(left, right);
        foreach (int index in _pairs[(left, right)].Words)
        {
            Word word = _words[index];
            if (!word.Has(left, right))
            {
                continue;
            }

            Count(index, -1, made);
            word.Length = BytePairVocabulary.Replace(word.Symbols.AsSpan(0, word.Length), left, right, made);
            Count(index, 1, made);
        }

        _pairs.Remove((left, right));
        EnqueueGrown();
    }

    // Adds a word's pairs to the counts, or takes them away. After a merge only the pairs with the new symbol are new to the word.
    private void Count(int index, int sign, int? made)
    {
        Word word = _words[index];
        for (int i = 0; i + 1 < word.Length; i++)
        {
            (int Left, int Right) key = (word.Symbols[i], word.Symbols[i + 1]);
            if (key.Left == Tokenizer.Unknown || key.Right == Tokenizer.Unknown)
            {
                continue;
            }

            ref Pair? pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, key, out _);
            pair ??= new Pair();
            pair.Count += sign * word.Count;
            if (sign > 0 && (made is null || key.Left == made || key.Right == made))
            {
                pair.Words.Add(index);
                _grown.Add(key);
            }
        }
    }

    private void EnqueueGrown()
    {
        foreach ((int left, int right) in _grown)
        {
            var candidate = new Candidate(_pairs[(left, right)].Count, left, right);
            if (candidate.Count >= MinimumCount)
            {
                _candidates.Enqueue(candidate, candidate);
            }
        }

        _grown.Clear();
    }

    private sealed class Word(int[] symbols, long count)
    {
        public int[] Symbols { get; } = symbols;

        public int Length { get; set; } = symbols.Length;

        public long Count { get; } = count;

        public bool Has(int left, int right)
        {
            for (int i = 0; i + 1 < Length; i++)
            {
                if (Symbols[i] == left && Symbols[i + 1] == right)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Pair
    {
        public long Count { get; set; }

        /// <summary>The words that have or had the pair, some more than once.</summary>
        public List<int> Words { get; } = [];
    }
}
