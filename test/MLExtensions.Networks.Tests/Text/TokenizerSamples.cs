using System.IO.Compression;
using System.Text;

namespace MLExtensions.Networks.Tests;

/// <summary>Tokenizers and texts that the tests share.</summary>
internal static class TokenizerSamples
{
    /// <summary>One of each kind; words and characters that are there once are tokens too.</summary>
    public static TokenizerOptions[] EachKind { get; } =
    [
        new WordTokenizerOptions { MinimumCount = 1 },
        new CharacterTokenizerOptions { MinimumCount = 1 },
        new BytePairTokenizerOptions(),
    ];

    /// <summary>A few texts in several scripts.</summary>
    public static string[] Texts { get; } =
    [
        "The lowest prices, the newest models: \"quoted\" \\ back/slash",
        "We 'll see what they do n't say - it's 1,000.5 km away!",
        "Ἀρχὴ ἥμισυ παντός; straße STRASSE ÉCOLE école",
        "吾輩は猫である。名前はまだ無い。猫 猫 名前",
        "สวัสดีครับ नमस्ते दुनिया שלום",
        "\U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467 \U0001F1E9\U0001F1EA \U0001D400\U0001D401",
        "tab\tline\nreturn\r\nnull\0bell\u0007 low low lower lowest",
    ];

    public static Tokenizer Train(TokenizerOptions options, params IEnumerable<string> texts)
    {
        TokenizerTrainer trainer = options.CreateTrainer();
        foreach (string text in texts)
        {
            trainer.Add(text);
        }

        return trainer.Train();
    }

    public static int[] Encode(Tokenizer tokenizer, string text)
    {
        int[] ids = new int[tokenizer.Encode(text, [])];
        Assert.AreEqual(ids.Length, tokenizer.Encode(text, ids));
        return ids;
    }

    /// <summary>The texts of the tokens, between bars.</summary>
    public static string Cut(Tokenizer tokenizer, string text) => string.Join('|', Encode(tokenizer, text).Select(id => tokenizer.Tokens[id]));

    /// <summary>The 5,452 questions of TREC, without their labels; the test is skipped where the data is missing.</summary>
    public static string[] TrainingQuestions()
    {
        using var stream = new GZipStream(File.OpenRead(SharedFolder.Require("data", "sentence-classification", "TREC.train.all.txt.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return Questions(reader.ReadToEnd());
    }

    /// <summary>The 500 questions of its test set.</summary>
    public static string[] TestQuestions() => Questions(File.ReadAllText(SharedFolder.Require("data", "sentence-classification", "TREC.test.all.txt"), Encoding.Latin1));

    private static string[] Questions(string content) => [.. content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[2..])];
}
