namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class CharacterTokenizerTests
{
    [TestMethod]
    public void Encode_TakesScalarValues_WhiteSpaceIncluded()
    {
        string text = "Aa é\U0001F600e\u0301\n" + '\uD83D' + "b";
        Tokenizer tokenizer = TokenizerSamples.Train(new CharacterTokenizerOptions { MinimumCount = 1 }, text);
        Assert.AreEqual("a|a| |é|\U0001F600|e|\u0301|\n|\uFFFD|b", TokenizerSamples.Cut(tokenizer, text));
    }

    [TestMethod]
    public void Tokens_AreByCount_ThenOrdinal_AndRareCharactersAreUnknown()
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new CharacterTokenizerOptions(), "bBb\uFFFD\uFFFDaA\U0001F600\U0001F600x");
        // Ordinal order is that of UTF-16 units: an emoji's come before U+FFFD.
        CollectionAssert.AreEqual(new[] { "[padding]", "[unknown]", "b", "a", "\U0001F600", "\uFFFD" }, tokenizer.Tokens.ToArray());
        CollectionAssert.AreEqual(new[] { 3, 1, 4, 1 }, TokenizerSamples.Encode(tokenizer, "ax\U0001F600\U0001F601"));

        Tokenizer small = TokenizerSamples.Train(new CharacterTokenizerOptions { LowerCase = false, MaximumVocabulary = 3 }, "bBb\uFFFD");
        CollectionAssert.AreEqual(new[] { "b" }, small.Tokens.Skip(2).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1 }, TokenizerSamples.Encode(small, "bB"));
    }

    // Counted by a Python script: collections.Counter over the lower-cased lines.
    [TestMethod]
    public void Vocabulary_OfRealQuestions_IsThatOfACount()
    {
        string[] questions = TokenizerSamples.TrainingQuestions();
        Tokenizer tokenizer = TokenizerSamples.Train(new CharacterTokenizerOptions(), questions);
        Assert.AreEqual(2 + 51, tokenizer.VocabularySize);
        Assert.AreEqual(276046, questions.Sum(question => tokenizer.Encode(question, [])));
    }
}
