namespace MLExtensions.Networks.Tests;

/// <summary>What holds for every kind of tokenizer.</summary>
[TestClass]
public sealed class TokenizerTests
{
    private static IEnumerable<TokenizerOptions> EachKind => TokenizerSamples.EachKind;

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_OfEmptyOrBlankText_WritesNothing(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, TokenizerSamples.Texts);
        int[] ids = [7, 7];
        Assert.AreEqual(0, tokenizer.Encode("", ids));
        Assert.AreEqual(0, tokenizer.Encode(default, []));
        Assert.AreEqual(options is CharacterTokenizerOptions ? 1 : 0, tokenizer.Encode("\n", []));
        CollectionAssert.AreEqual(new[] { 7, 7 }, ids);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_IntoAShortSpan_WritesTheFirst_AndCountsAll(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, TokenizerSamples.Texts);
        foreach (string text in TokenizerSamples.Texts)
        {
            int[] all = TokenizerSamples.Encode(tokenizer, text);
            Assert.IsGreaterThan(3, all.Length);
            for (int length = 0; length <= all.Length + 1; length++)
            {
                int[] ids = new int[length + 1];
                ids.AsSpan().Fill(-7);
                Assert.AreEqual(all.Length, tokenizer.Encode(text, ids.AsSpan(0, length)));
                CollectionAssert.AreEqual(all.Take(length).ToArray(), ids.Take(Math.Min(length, all.Length)).ToArray());
                Assert.IsTrue(ids.Skip(Math.Min(length, all.Length)).All(id => id == -7));
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_OfTextThatTrainingDidNotHave_IsUnknown(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, "aa aa");
        int[] ids = TokenizerSamples.Encode(tokenizer, "ZZZ");
        int[] expected = options switch
        {
            WordTokenizerOptions => [1],
            CharacterTokenizerOptions => [1, 1, 1],
            _ => [1, 1, 1, 2], // and the end of the word
        };
        CollectionAssert.AreEqual(expected, ids);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Train_WithoutText_GivesATokenizerThatKnowsNothing(TokenizerOptions options)
    {
        Tokenizer tokenizer = Tokenizer.FromJson(options.CreateTrainer().Train().ToJson());
        Assert.AreEqual(options is BytePairTokenizerOptions ? 3 : 2, tokenizer.VocabularySize);
        Assert.AreEqual(1, TokenizerSamples.Encode(tokenizer, "a")[0]);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_OfTheTrainingTexts_HasOnlyKnownTokens_AndNeverPadding(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, TokenizerSamples.Texts.Concat(TokenizerSamples.Texts));
        foreach (string text in TokenizerSamples.Texts)
        {
            Assert.IsTrue(TokenizerSamples.Encode(tokenizer, text).All(id => id > Tokenizer.Unknown && id < tokenizer.VocabularySize), text);
        }

        Assert.AreEqual(tokenizer.VocabularySize, tokenizer.Tokens.Distinct().Count());
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Train_OnTheSameTextsInAnotherOrder_GivesTheSameTokenizer(TokenizerOptions options)
    {
        string json = TokenizerSamples.Train(options, TokenizerSamples.Texts).ToJson();
        Assert.AreEqual(json, TokenizerSamples.Train(options, TokenizerSamples.Texts).ToJson());
        Assert.AreEqual(json, TokenizerSamples.Train(options, TokenizerSamples.Texts.Reverse()).ToJson());
        string[] questions = TokenizerSamples.TrainingQuestions();
        Assert.AreEqual(TokenizerSamples.Train(options, questions).ToJson(), TokenizerSamples.Train(options, questions.OrderBy(question => question.Length)).ToJson());
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_FromManyThreads_GivesWhatOneThreadGives(TokenizerOptions options)
    {
        string[] questions = [.. TokenizerSamples.Texts, .. TokenizerSamples.TestQuestions()];
        Tokenizer tokenizer = TokenizerSamples.Train(options, questions);
        int[][] expected = [.. questions.Select(question => TokenizerSamples.Encode(tokenizer, question))];
        Parallel.For(0, 20 * questions.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            CollectionAssert.AreEqual(expected[i % questions.Length], TokenizerSamples.Encode(tokenizer, questions[i % questions.Length])));
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_AllocatesNothing(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, TokenizerSamples.Texts);
        string text = string.Join(' ', TokenizerSamples.Texts) + new string('a', 1000);
        int[] ids = new int[2000];
        for (int i = 0; i < 50; i++)
        {
            tokenizer.Encode(text, ids);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.Encode(text, ids);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Each makes some step look far ahead, or a word as long as the text: time by the square of the length would be hours.
    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void Encode_OfAHostileText_TakesTimeByItsLength(TokenizerOptions options)
    {
        const int Length = 500_000;
        Tokenizer tokenizer = TokenizerSamples.Train(options, "aaaa aaa aabb abab ababab b\u0301 b\u0301 \u0600 \u0600");
        string[] parts = ["a", "ab", "'", "a'", "1.", "_", "\u0301", "b\u0301", "\u0600", "\u0600\uD83D", "\uD83D", "\uDE00", "\U0001F468\u200D", "\U0001F1E9", " ", "\u200D", "猫"];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (string part in parts)
        {
            string text = string.Concat(Enumerable.Repeat(part, Length / part.Length));
            int count = tokenizer.Encode(text + '\uD83D', new int[4]);
            Assert.IsTrue(count <= (2 * Length) + 2);
            TokenizerSamples.Train(options, text);
        }

        Assert.IsLessThan(60, watch.Elapsed.TotalSeconds);
    }
}
