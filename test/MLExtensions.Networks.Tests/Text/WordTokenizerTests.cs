namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class WordTokenizerTests
{
    [TestMethod]
    [DataRow("How far is it from Denver to Aspen ?", "how|far|is|it|from|denver|to|aspen|?")]
    [DataRow("Denver?No,(yes)...", "denver|?|no|,|(|yes|)|.|.|.")]
    [DataRow("a well-known state-of-the-art", "a|well|-|known|state|-|of|-|the|-|art")]
    [DataRow("  white \t\r\n\u00A0\u3000 space\0\u0007\u200B\uFEFF ", "white|space")]
    [DataRow("1,000.5 3.14. v2 1st, 1.a a.1 50% $3", "1,000.5|3.14|.|v2|1st|,|1|.|a|a|.|1|50|%|$|3")]
    [DataRow("snake_case _x x_ __", "snake_case|_|x|x|_|_|_")]
    // Apostrophes: within words, in a treebank's endings, as quotation marks.
    [DataRow("don't do n't rock'n'roll l\u2019homme", "don't|do|n't|rock'n'roll|l\u2019homme")]
    [DataRow("it 's we 'll I 'm they 've you 're he 'd 'T", "it|'s|we|'ll|i|'m|they|'ve|you|'re|he|'d|'t")]
    [DataRow("dogs' 'quoted' 's' 'say 'sir' ' ''", "dogs|'|'|quoted|'|'|s|'|'|say|'|sir|'|'|'|'")]
    // Letters of any script with their accents, composed or not; joiners and soft hyphens are within words.
    [DataRow("École e\u0301cole Straße МОСКВА नमस्ते שָׁלוֹם", "école|e\u0301cole|straße|москва|नमस्ते|שָׁלוֹם")]
    [DataRow("می\u200Cخواهم co\u00ADop m² ½", "می\u200Cخواهم|co\u00ADop|m²|½")]
    [DataRow("한국어 문장", "한국어|문장")]
    // Scripts without spaces: a character, or a cluster of them, is a token.
    [DataRow("我喜欢AI模型。", "我|喜|欢|ai|模|型|。")]
    [DataRow("カが\u304B\u3099です", "カ|が|\u304B\u3099|で|す")]
    [DataRow("\U00020000\U00020001x", "\U00020000|\U00020001|x")]
    [DataRow("กำน้ำ", "กำ|น้ำ")]
    // Emoji: a family, a flag, a thumb of a tone, a keycap, each one token.
    [DataRow("ok\U0001F600\U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467!", "ok|\U0001F600|\U0001F600|\U0001F468\u200D\U0001F469\u200D\U0001F467|!")]
    [DataRow("\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7 \U0001F44D\U0001F3FD #\uFE0F\u20E3", "\U0001F1E9\U0001F1EA|\U0001F1EB\U0001F1F7|\U0001F44D\U0001F3FD|#\uFE0F\u20E3")]
    // Letters outside of the basic plane, and accents with nothing before them.
    [DataRow("\U0001D400\U0001D401 \U00010400", "\U0001D400\U0001D401|\U00010428")]
    [DataRow("\u0301 a", "\u0301|a")]
    // U+0600 claims what follows it, but not white space.
    [DataRow("\u0600 \u0600١", "\u0600|\u0600١")]
    public void Encode_CutsWordsAndSigns(string text, string expected)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(new WordTokenizerOptions { MinimumCount = 1 }, text);
        Assert.AreEqual(expected, TokenizerSamples.Cut(tokenizer, text));
    }

    // A literal of half a pair would not survive the attribute, which is UTF-8.
    [TestMethod]
    public void Encode_OfHalfASurrogatePair_IsTheReplacementCharacter_AndTheRestStaysWhole()
    {
        string text = "a" + '\uD83D' + "b \uDE00\U0001F600" + '\uD83D';
        Tokenizer tokenizer = TokenizerSamples.Train(new WordTokenizerOptions { MinimumCount = 1 }, text);
        Assert.AreEqual("a|\uFFFD|b|\uFFFD|\U0001F600|\uFFFD", TokenizerSamples.Cut(tokenizer, text));
        Assert.AreEqual("\u0600|\uFFFD", TokenizerSamples.Cut(TokenizerSamples.Train(new WordTokenizerOptions { MinimumCount = 1 }, "\u0600\uD83D"), "\u0600\uD83D"));
    }

    [TestMethod]
    public void Tokens_AreByCount_ThenOrdinal_AndRareWordsAreUnknown()
    {
        string[] texts = ["b b a a C c c é é Z z once"];
        Tokenizer tokenizer = TokenizerSamples.Train(new WordTokenizerOptions(), texts);
        CollectionAssert.AreEqual(new[] { "[padding]", "[unknown]", "c", "a", "b", "z", "é" }, tokenizer.Tokens.ToArray());
        Assert.AreEqual(7, tokenizer.VocabularySize);
        CollectionAssert.AreEqual(new[] { 2, 2, 1, 5, 1 }, TokenizerSamples.Encode(tokenizer, "C c once Z never"));

        Tokenizer small = TokenizerSamples.Train(new WordTokenizerOptions { MaximumVocabulary = 4 }, texts);
        CollectionAssert.AreEqual(new[] { "[padding]", "[unknown]", "c", "a" }, small.Tokens.ToArray());

        Tokenizer cased = TokenizerSamples.Train(new WordTokenizerOptions { LowerCase = false }, texts);
        CollectionAssert.AreEqual(new[] { "[padding]", "[unknown]", "a", "b", "c", "é" }, cased.Tokens.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 4 }, TokenizerSamples.Encode(cased, "C c"));
    }

    [TestMethod]
    public void Train_MayGoOn_AndTheEarlierTokenizerStaysAsItWas()
    {
        TokenizerTrainer trainer = new WordTokenizerOptions().CreateTrainer();
        trainer.Add("a a b");
        Tokenizer first = trainer.Train();
        trainer.Add("b b");
        CollectionAssert.AreEqual(new[] { "b", "a" }, trainer.Train().Tokens.Skip(2).ToArray());
        CollectionAssert.AreEqual(new[] { "a" }, first.Tokens.Skip(2).ToArray());
    }

    // The figures are those of a Python script that has the rules as one regular expression over the lower-cased text:
    // '(s|m|d|t|re|ve|ll)(?![^\W_]|') | ([^\W_] ((?<=L)'(?=L) | (?<=N)[.,](?=N) | _(?=[^\W_]))?)+ | \S, with L a letter and N a number.
    [TestMethod]
    public void Vocabulary_OfRealQuestions_IsThatOfARegularExpression()
    {
        string[] questions = TokenizerSamples.TrainingQuestions();
        Assert.HasCount(5452, questions);
        Tokenizer all = TokenizerSamples.Train(new WordTokenizerOptions { MinimumCount = 1 }, questions);
        Assert.AreEqual(2 + 8471, all.VocabularySize);
        Assert.AreEqual(57972, questions.Sum(question => all.Encode(question, [])));

        Tokenizer tokenizer = TokenizerSamples.Train(new WordTokenizerOptions(), questions);
        Assert.AreEqual(2 + 3513, tokenizer.VocabularySize);
        CollectionAssert.AreEqual(new[] { "?", "the", "what", "is", "of", "in", "a", "'", "`", "how", "'s", "was" }, tokenizer.Tokens.Skip(2).Take(12).ToArray());
        int[][] test = [.. TokenizerSamples.TestQuestions().Select(question => TokenizerSamples.Encode(tokenizer, question))];
        Assert.AreEqual(3868, test.Sum(ids => ids.Length));
        Assert.AreEqual(466, test.Sum(ids => ids.Count(id => id == Tokenizer.Unknown)));
    }
}
