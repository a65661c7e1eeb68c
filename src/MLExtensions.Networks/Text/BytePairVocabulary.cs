using System.Text;

namespace MLExtensions.Networks;

/// <summary>The symbols of byte-pair encoding and the merges that make them, in the order in which they were learnt. Symbols are ids of tokens.</summary>
internal sealed class BytePairVocabulary
{
    /// <summary>The symbol that ends a word.</summary>
    public const string EndOfWord = "</w>";

    public const int EndOfWordId = Tokenizer.SpecialTokens;

    /// <summary>The rank of a pair that is never merged.</summary>
    public const int NoRank = int.MaxValue;

    private readonly List<string> _tokens = [EndOfWord];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { [EndOfWord] = EndOfWordId };
    private readonly Dictionary<Rune, int> _characters = [];
    private readonly Dictionary<(int Left, int Right), int> _ranks = [];
    private readonly List<(int Left, int Right, int Made)> _merges = [];

    /// <param name="characters">Each a single scalar value, all different.</param>
    public BytePairVocabulary(IEnumerable<string> characters)
    {
        foreach (string character in characters)
        {
            _characters.Add(Rune.GetRuneAt(character, 0), AddToken(character));
        }
    }

    /// <summary>The text of each symbol, from <see cref="EndOfWordId"/> on.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>How many ids there are, the special ones included.</summary>
    public int Count => Tokenizer.SpecialTokens + _tokens.Count;

    /// <summary>The characters that words are made of, in the order of their ids.</summary>
    public string Characters => string.Concat(_tokens.Skip(1).Take(_characters.Count));

    /// <summary>The pairs that are merged, in order.</summary>
    public IEnumerable<(string Left, string Right)> Merges => _merges.Select(merge => (Text(merge.Left), Text(merge.Right)));

    public string Text(int id) => _tokens[id - Tokenizer.SpecialTokens];

    public int Character(Rune rune) => _characters.TryGetValue(rune, out int id) ? id : Tokenizer.Unknown;

    public bool TryFind(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>How early a pair was learnt; <see cref="NoRank"/> for one that was not.</summary>
    public int Rank(int left, int right) => _ranks.TryGetValue((left, right), out int rank) ? rank : NoRank;

    /// <summary>The symbol that the merge of a rank makes.</summary>
    public int Made(int rank) => _merges[rank].Made;

    /// <summary>Adds the next merge, of a pair that has none yet. Its symbol may be there already: "a" and "bc", "ab" and "c" make the same.</summary>
    public int Merge(int left, int right)
    {
        string text = Text(left) + Text(right);
        int made = TryFind(text, out int id) ? id : AddToken(text);
        _ranks.Add((left, right), _merges.Count);
        _merges.Add((left, right, made));
        return made;
    }

    /// <summary>Merges all neighbours in a word that are a certain pair, from the left, and returns how many symbols remain.</summary>
    public static int Replace(Span<int> symbols, int left, int right, int made)
    {
        int count = 0;
        for (int i = 0; i < symbols.Length; i++)
        {
            bool merges = i + 1 < symbols.Length && symbols[i] == left && symbols[i + 1] == right;
            symbols[count++] = merges ? made : symbols[i];
            i += merges ? 1 : 0;
        }

        return count;
    }

    private int AddToken(string text)
    {
        int id = Count;
        _ids.Add(text, id);
        _tokens.Add(text);
        return id;
    }
}
