namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TokenizerOptionsTests
{
    [TestMethod]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var words = new WordTokenizerOptions();
        Assert.AreEqual((30_000, true, 2), (words.MaximumVocabulary, words.LowerCase, words.MinimumCount));
        var characters = new CharacterTokenizerOptions();
        Assert.AreEqual((30_000, true, 2), (characters.MaximumVocabulary, characters.LowerCase, characters.MinimumCount));
        var pairs = new BytePairTokenizerOptions();
        Assert.AreEqual((8_000, true), (pairs.MaximumVocabulary, pairs.LowerCase));
        Assert.AreEqual(5000, (pairs with { MaximumVocabulary = 5000 }).MaximumVocabulary);
    }

    [TestMethod]
    public void CreateTrainer_WithAnOptionOutOfItsRange_ThrowsNamingIt()
    {
        foreach (TokenizerOptions options in TokenizerSamples.EachKind)
        {
            foreach (int bad in new[] { 2, -1, 1_048_577 })
            {
                var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (options with { MaximumVocabulary = bad }).CreateTrainer());
                StringAssert.StartsWith(exception.Message, $"MaximumVocabulary is {bad}; expected at least 3 and at most 1048576.");
            }

            Assert.IsNotNull((options with { MaximumVocabulary = 3 }).CreateTrainer());
            Assert.IsNotNull((options with { MaximumVocabulary = 1_048_576 }).CreateTrainer());
        }

        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new WordTokenizerOptions { MinimumCount = 0 }.CreateTrainer()).Message, "MinimumCount is 0; expected at least 1.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CharacterTokenizerOptions { MinimumCount = 0 }.Validate());
    }
}
