using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class BytePairTokenizerTests
{
    // The dictionary of Algorithm 1 of Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016.
    private static readonly string[] s_paper = ["low low low low low", "lower lower", "newest newest newest newest newest newest", "widest widest widest"];

    // The first five merges are those that the paper's listing prints. After them pairs tie; the rest is what the listing (run with Python) gives with the first in order
    // of equally frequent pairs, min(pairs, key=lambda p: (-pairs[p], p)), down to pairs that are there twice.
    [TestMethod]
    public void Merges_OfThePapersDictionary_AreThoseOfItsAlgorithm()
    {
        string[] expected =
        [
            "e s", "es t", "est </w>", "l o", "lo w", "e w", "ew est</w>", "n ewest</w>", "low </w>", "d est</w>", "i dest</w>", "w idest</w>", "e r", "er </w>", "low er</w>",
        ];
        CollectionAssert.AreEqual(expected, Merges(TokenizerSamples.Train(new BytePairTokenizerOptions(), s_paper)));

        // Room for the mark, ten characters and the first three merges.
        CollectionAssert.AreEqual(expected[..3], Merges(TokenizerSamples.Train(new BytePairTokenizerOptions { MaximumVocabulary = 2 + 1 + 10 + 3 }, s_paper)));
    }

    // Figure 1 of the paper: "lower", which the dictionary does not have, is "low" and "er" at the end of the word.
    [TestMethod]
    public void Encode_OfAnUnseenWord_SpellsItFromItsParts()
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new BytePairTokenizerOptions(), "low", "lowest", "newer", "wider");
        Assert.AreEqual("low|er</w>", TokenizerSamples.Cut(tokenizer, "Lower"));

        tokenizer = TokenizerSamples.Train(new BytePairTokenizerOptions(), s_paper);
        Assert.AreEqual("low|est</w>", TokenizerSamples.Cut(tokenizer, "lowest"));
        Assert.AreEqual("newest</w>|w|i|d|er</w>|[unknown]|</w>", TokenizerSamples.Cut(tokenizer, "newest wider ?"));
    }

    // The paper's listing, run with Python on the words of the training questions, ties as above; the digest is that of its 300 merges, joined by line feeds.
    [TestMethod]
    public void Merges_OfRealQuestions_AreThoseOfThePapersAlgorithm()
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new BytePairTokenizerOptions { MaximumVocabulary = 2 + 1 + 50 + 300 }, TokenizerSamples.TrainingQuestions());
        string[] merges = Merges(tokenizer);
        Assert.HasCount(300, merges);
        CollectionAssert.AreEqual(new[] { "e </w>", "s </w>", "t </w>", "? </w>", "t h", "w h", "n </w>", "th e</w>", "a t</w>", "d </w>", "wh at</w>", "e r" }, merges[..12]);
        Assert.AreEqual("0f71ca2c78f41c2820c1ca9a081bf8c6b22c227260fb9d476259c45c4c0771b7", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', merges)))));
    }

    // Microsoft.ML.Tokenizers is given our vocabulary and merges, and each word with its end. It takes characters for symbols, so the end is one character there.
    [TestMethod]
    public void Encode_OfRealQuestions_IsWhatMicrosoftsEncoderGives()
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new BytePairTokenizerOptions(), TokenizerSamples.TrainingQuestions());
        Assert.IsGreaterThan(5000, tokenizer.VocabularySize);
        string[] test = TokenizerSamples.TestQuestions();
        CompareWithMicrosofts(tokenizer, [.. test.SelectMany(text => text.ToLowerInvariant().Split(' ')).Where(word => word.All(char.IsAsciiLetter))], atLeast: 2000);

        // Words that nobody wrote take many merges, and in other orders.
        var random = new Random(3);
        CompareWithMicrosofts(tokenizer, [.. Enumerable.Range(0, 3000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => "etaonishrl"[random.Next(10)])))], atLeast: 3000);
        CompareWithMicrosofts(
            TokenizerSamples.Train(new BytePairTokenizerOptions(), "aaaa aaaaaaa aa abab ababab aabb baa abba bbbb bbaabb"),
            [.. Enumerable.Range(0, 3000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => "ab"[random.Next(2)])))],
            atLeast: 3000);
    }

    [TestMethod]
    public void Encode_OfAWordOverTheLimit_IsThatOfItsPieces()
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new BytePairTokenizerOptions(), "aaaa aaaa \U00010428 \U00010428");
        string piece = new('a', 256);
        CollectionAssert.AreEqual(TokenizerSamples.Encode(tokenizer, $"{piece} {piece} aaa"), TokenizerSamples.Encode(tokenizer, piece + piece + "aaa"));

        // A pair on the border goes to the next piece.
        piece = piece[1..];
        CollectionAssert.AreEqual(TokenizerSamples.Encode(tokenizer, piece + " \U00010428a"), TokenizerSamples.Encode(tokenizer, piece + "\U00010428a"));
    }

    [TestMethod]
    public void Tokens_OfAScriptWithoutSpaces_AreLongerThanACharacter()
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new BytePairTokenizerOptions(), "名前である。猫がいる。犬がいる。本である、", "名前である。猫犬本");
        Assert.AreEqual("猫|である</w>|。</w>", TokenizerSamples.Cut(tokenizer, "猫である。"));
    }

    [TestMethod]
    public void Train_OnMegabytesOfText_TakesSeconds()
    {
        string folder = SharedFolder.Require("data", "sentence-classification");
        TokenizerTrainer trainer = new BytePairTokenizerOptions().CreateTrainer();
        long characters = 0;
        foreach (string path in Directory.GetFiles(folder, "*.all.txt.gz"))
        {
            using var reader = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress), Encoding.Latin1);
            string text = reader.ReadToEnd();
            trainer.Add(text);
            characters += text.Length;
        }

        Assert.IsGreaterThan(3_000_000, characters);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.AreEqual(8000, trainer.Train().VocabularySize);
        Console.WriteLine($"{characters} characters: {watch.Elapsed.TotalSeconds:F2} s");

        // Counting all pairs anew for each merge takes minutes.
        Assert.IsLessThan(30, watch.Elapsed.TotalSeconds);
    }

    private static string[] Merges(Tokenizer tokenizer) =>
        [.. JsonDocument.Parse(tokenizer.ToJson()).RootElement.GetProperty("merges").EnumerateArray().Select(merge => merge.GetString()!)];

    private static void CompareWithMicrosofts(Tokenizer tokenizer, string[] words, int atLeast)
    {
        // Its default way of cutting keeps letters together, so the end is a letter that no word has.
        const string End = "Ω";
        string Theirs(string token) => token.Replace("</w>", End, StringComparison.Ordinal);
        BpeTokenizer reference = BpeTokenizer.Create(new BpeOptions(tokenizer.Tokens.Select((token, id) => KeyValuePair.Create(Theirs(token), id)))
        {
            Merges = Merges(tokenizer).Select(Theirs),
            UnknownToken = "[unknown]",
        });
        Assert.IsGreaterThanOrEqualTo(atLeast, words.Length);
        foreach (string word in words)
        {
            CollectionAssert.AreEqual(reference.EncodeToIds(word + End).ToArray(), TokenizerSamples.Encode(tokenizer, word), word);
        }
    }
}
