using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLExtensions.Networks;

/// <summary>The JSON of a tokenizer. It is data that anyone may have written: everything is checked before it is used.</summary>
internal sealed record SavedTokenizer
{
    public const string WordType = "words";
    public const string CharacterType = "characters";
    public const string BytePairType = "bytePairs";

    private const int CurrentVersion = 1;

    // A whole word and its end.
    private static readonly int s_maximumMergeLength = Tokenizer.MaximumWordLength + BytePairVocabulary.EndOfWord.Length;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        // The text goes into files, never into HTML, and scripts other than Latin would take up to six times as much.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Version of the format; a reader refuses a newer one.</summary>
    [JsonRequired]
    public int FormatVersion { get; init; } = CurrentVersion;

    public required string Type { get; init; }

    public required bool LowerCase { get; init; }

    /// <summary>Of words alone: all of them, in the order of their ids.</summary>
    public string[]? Words { get; init; }

    /// <summary>Of characters and byte pairs: all characters, in the order of their ids.</summary>
    public string? Characters { get; init; }

    /// <summary>Of byte pairs alone: "left right", in the order in which they were learnt. No token has a space in it.</summary>
    public string[]? Merges { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <exception cref="InvalidDataException">The text is no such JSON.</exception>
    public static SavedTokenizer FromJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            CheckVersion(document.RootElement);
            return document.RootElement.Deserialize<SavedTokenizer>(s_json)!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"The tokenizer is not sound JSON: {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidDataException">The content is no tokenizer.</exception>
    public Tokenizer Restore() => Type switch
    {
        WordType => new WordTokenizer(CheckWords(), LowerCase),
        CharacterType => new CharacterTokenizer(CheckCharacters(Tokenizer.SpecialTokens, hasMerges: false), LowerCase),
        BytePairType => new BytePairTokenizer(CheckMerges(), LowerCase),
        _ => throw Bad($"is of the type '{Shortened(Type)}'; expected {WordType}, {CharacterType} or {BytePairType}"),
    };

    // Before the rest, which a newer version may have otherwise.
    private static void CheckVersion(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("formatVersion", out JsonElement element)
            || element.ValueKind != JsonValueKind.Number
            || !element.TryGetInt32(out int version)
            || version < 1)
        {
            throw Bad("has no formatVersion, a whole number from 1 on");
        }

        if (version > CurrentVersion)
        {
            throw Bad($"has format {version} of a newer version of MLExtensions; this one reads up to format {CurrentVersion}. Update MLExtensions");
        }
    }

    private string[] CheckWords()
    {
        if (Words is null || Characters is not null || Merges is not null)
        {
            throw Bad($"is of the type {WordType} and must have words, and neither characters nor merges");
        }

        CheckCount(Tokenizer.SpecialTokens + Words.Length);
        var seen = new HashSet<string>(Words.Length, StringComparer.Ordinal);
        for (int i = 0; i < Words.Length; i++)
        {
            if (Words[i] is not { Length: >= 1 and <= Tokenizer.MaximumWordLength })
            {
                throw Bad($"has a word {i} of {Words[i]?.Length ?? 0} characters; expected 1 to {Tokenizer.MaximumWordLength}");
            }

            if (!seen.Add(Words[i]))
            {
                throw Bad($"has the word '{Shortened(Words[i])}' twice");
            }
        }

        return Words;
    }

    private List<string> CheckCharacters(int otherTokens, bool hasMerges)
    {
        if (Words is not null || Characters is null || Merges is not null != hasMerges)
        {
            throw Bad($"is of the type {Type} and must have characters{(hasMerges ? " and merges, and no words" : ", and neither words nor merges")}");
        }

        var characters = new List<string>();
        var seen = new HashSet<Rune>();
        foreach (Rune rune in Characters.EnumerateRunes())
        {
            characters.Add(seen.Add(rune) ? rune.ToString() : throw Bad($"has the character U+{rune.Value:X4} twice"));
        }

        CheckCount(otherTokens + characters.Count);
        return characters;
    }

    private BytePairVocabulary CheckMerges()
    {
        List<string> characters = CheckCharacters(Tokenizer.SpecialTokens + 1, hasMerges: true);
        if (characters.Contains(" "))
        {
            throw Bad("has a space among its characters, which no word has");
        }

        var vocabulary = new BytePairVocabulary(characters);
        for (int i = 0; i < Merges!.Length; i++)
        {
            string[] parts = Merges[i]?.Split(' ', 3) ?? [];
            if (parts.Length != 2)
            {
                throw Bad($"has a merge {i} of {parts.Length} parts; expected two tokens with a space between");
            }

            int left = Find(vocabulary, i, parts[0]), right = Find(vocabulary, i, parts[1]);
            if (parts[0].EndsWith(BytePairVocabulary.EndOfWord, StringComparison.Ordinal))
            {
                throw Bad($"has a merge {i}, '{Shortened(Merges[i])}', that goes on after the end of a word");
            }

            if (parts[0].Length + parts[1].Length > s_maximumMergeLength)
            {
                throw Bad($"has a merge {i} that makes a token of {parts[0].Length + parts[1].Length} characters; expected at most {s_maximumMergeLength}");
            }

            if (vocabulary.Rank(left, right) != BytePairVocabulary.NoRank)
            {
                throw Bad($"has the merge '{Shortened(Merges[i])}' twice");
            }

            vocabulary.Merge(left, right);
            CheckCount(vocabulary.Count);
        }

        return vocabulary;
    }

    // Only what is there already can be merged, so there are no cycles.
    private static int Find(BytePairVocabulary vocabulary, int merge, string token) =>
        vocabulary.TryFind(token, out int id) ? id : throw Bad($"has a merge {merge} of '{Shortened(token)}', which is neither a character nor made by a merge before");

    private static void CheckCount(int count)
    {
        if (count > Tokenizer.MaximumTokens)
        {
            throw Bad($"has {count} tokens; expected at most {Tokenizer.MaximumTokens}");
        }
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static InvalidDataException Bad(string what) => new($"The tokenizer {what}.");
}
