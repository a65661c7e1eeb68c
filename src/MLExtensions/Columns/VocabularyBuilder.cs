namespace MLExtensions.Columns;

/// <summary>Collects the texts of a column. They get indices in the order in which they come, and others once it is known how often each was there.</summary>
internal sealed class VocabularyBuilder : ITextIndex
{
    /// <summary>Texts remembered at most; a column with more distinct ones is no column of categories, and what is new then counts as other.</summary>
    public const int MaximumCollected = 1 << 20;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];
    private readonly List<long> _counts = [];

    /// <summary>Whether there were more texts than are remembered.</summary>
    public bool IsFull { get; private set; }

    /// <summary>How many different texts there were.</summary>
    public int DistinctCount => _values.Count;

    /// <summary>How many of them are not in the vocabulary that <see cref="Build"/> made.</summary>
    public int PooledCount { get; private set; }

    public int IndexOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return CategoryIndex.Missing;
        }

        var lookup = _places.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out int place))
        {
            if (_values.Count == MaximumCollected)
            {
                IsFull = true;
                return CategoryIndex.Other;
            }

            string value = text.ToString();
            place = _values.Count;
            _places.Add(value, place);
            _values.Add(value);
            _counts.Add(0);
        }

        _counts[place]++;
        return CategoryIndex.FirstKnown + place;
    }

    /// <summary>The texts that get an index of their own: the most frequent first, those of the same frequency in the order of their characters.</summary>
    /// <param name="minimumCount">How often a text must have been there.</param>
    /// <param name="maximumValues">How many get one at most.</param>
    /// <param name="map">For each index that <see cref="IndexOf"/> gave, the one that it becomes.</param>
    public IReadOnlyList<string> Build(int minimumCount, int maximumValues, out int[] map)
    {
        int[] kept =
        [
            .. Enumerable.Range(0, _values.Count)
                .Where(place => _counts[place] >= minimumCount)
                .OrderByDescending(place => _counts[place])
                .ThenBy(place => _values[place], StringComparer.Ordinal)
                .Take(maximumValues),
        ];
        map = new int[CategoryIndex.FirstKnown + _values.Count];
        Array.Fill(map, CategoryIndex.Other);
        map[CategoryIndex.Missing] = CategoryIndex.Missing;
        for (int i = 0; i < kept.Length; i++)
        {
            map[CategoryIndex.FirstKnown + kept[i]] = CategoryIndex.FirstKnown + i;
        }

        PooledCount = _values.Count - kept.Length;
        return [.. kept.Select(place => _values[place])];
    }
}
