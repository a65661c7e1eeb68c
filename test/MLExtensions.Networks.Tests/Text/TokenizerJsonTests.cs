using System.Text;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TokenizerJsonTests
{
    private const string Words = """{"formatVersion":1,"type":"words","lowerCase":true,"words":["the","é"]}""";
    private const string Characters = """{"formatVersion":1,"type":"characters","lowerCase":false,"characters":"ab c"}""";
    private const string Pairs = """{"formatVersion":1,"type":"bytePairs","lowerCase":true,"characters":"abc","merges":["a b","ab c","b c","a bc","abc </w>"]}""";

    private static IEnumerable<TokenizerOptions> EachKind => TokenizerSamples.EachKind.SelectMany(options => new[] { options, options with { LowerCase = false } });

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void FromJson_OfToJson_GivesTheSameTokenizer(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, TokenizerSamples.Texts.Append("half \uD83D a pair \uDE00 \uDE00"));
        string json = tokenizer.ToJson();
        Tokenizer read = Tokenizer.FromJson(json);
        Assert.AreEqual(json, read.ToJson());

        // A file is UTF-8.
        Assert.AreEqual(json, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(json)));
        CollectionAssert.AreEqual(tokenizer.Tokens.ToArray(), read.Tokens.ToArray());
        foreach (string text in TokenizerSamples.Texts.Append("Unseen UNSEEN words: \U0001F680 lowering"))
        {
            CollectionAssert.AreEqual(TokenizerSamples.Encode(tokenizer, text), TokenizerSamples.Encode(read, text), text);
        }
    }

    [TestMethod]
    [DynamicData(nameof(EachKind))]
    public void FromJson_OfRealVocabularies_GivesTheSameTokenizer(TokenizerOptions options)
    {
        Tokenizer tokenizer = TokenizerSamples.Train(options, TokenizerSamples.TrainingQuestions());
        Tokenizer read = Tokenizer.FromJson(tokenizer.ToJson());
        foreach (string text in TokenizerSamples.TestQuestions())
        {
            CollectionAssert.AreEqual(TokenizerSamples.Encode(tokenizer, text), TokenizerSamples.Encode(read, text), text);
        }
    }

    // The format, pinned: files of this version must be readable for ever.
    [TestMethod]
    [DataRow(Words, "The é x", "[padding]|[unknown]|the|é", "2|3|1")]
    [DataRow(Characters, "abA c", "[padding]|[unknown]|a|b| |c", "2|3|1|4|5")]
    [DataRow(Pairs, "ABC ab bc abcd", "[padding]|[unknown]|</w>|a|b|c|ab|abc|bc|abc</w>", "9|6|2|8|2|7|1|2")]
    public void FromJson_OfAKnownFile_Encodes(string json, string text, string tokens, string ids)
    {
        Tokenizer tokenizer = Tokenizer.FromJson(json);
        Assert.AreEqual(tokens, string.Join('|', tokenizer.Tokens));
        Assert.AreEqual(ids, string.Join('|', TokenizerSamples.Encode(tokenizer, text)));
        Assert.AreEqual(json, tokenizer.ToJson());
    }

    [TestMethod]
    [DataRow("", "is not sound JSON")]
    [DataRow("null", "has no formatVersion")]
    [DataRow("[]", "has no formatVersion")]
    [DataRow("{}", "has no formatVersion")]
    [DataRow("""{"formatVersion":1}""", "is not sound JSON")]
    [DataRow("""{"formatVersion":2,"type":"wonders"}""", "has format 2 of a newer version of MLExtensions; this one reads up to format 1. Update MLExtensions.")]
    [DataRow("""{"formatVersion":1,"type":"wonders","lowerCase":true}""", "is of the type 'wonders'; expected words, characters or bytePairs")]
    [DataRow("""{"formatVersion":1,"type":"words","lowerCase":true}""", "must have words")]
    [DataRow("""{"formatVersion":1,"type":"words","lowerCase":true,"words":[null]}""", "a word 0 of 0 characters; expected 1 to 256")]
    [DataRow("""{"formatVersion":1,"type":"words","lowerCase":true,"words":["a","b","a"]}""", "has the word 'a' twice")]
    [DataRow("""{"formatVersion":1,"type":"words","lowerCase":true,"words":["\uD83D"]}""", "is not sound JSON")]
    [DataRow("""{"formatVersion":1,"type":"characters","lowerCase":true}""", "must have characters, and neither words nor merges")]
    [DataRow("""{"formatVersion":1,"type":"characters","lowerCase":true,"characters":null}""", "must have characters")]
    [DataRow("""{"formatVersion":1,"type":"characters","lowerCase":true,"characters":"aba"}""", "has the character U+0061 twice")]
    [DataRow("""{"formatVersion":1,"type":"characters","lowerCase":true,"characters":"\uDE00"}""", "is not sound JSON")]
    public void FromJson_OfDamagedJson_SaysWhatIsWrong(string json, string expected) => Refuses(json, expected);

    // Each a sound tokenizer with one part changed.
    [TestMethod]
    [DataRow(Words, "\"formatVersion\":1", "\"formatVersion\":0", "has no formatVersion, a whole number from 1 on")]
    [DataRow(Words, "\"formatVersion\":1", "\"formatVersion\":1.5", "has no formatVersion")]
    [DataRow(Words, "\"formatVersion\":1", "\"formatVersion\":\"1\"", "has no formatVersion")]
    [DataRow(Words, "\"formatVersion\":1", "\"formatVersion\":99999999999999999999", "has no formatVersion")]
    [DataRow(Words, "\"formatVersion\":1,", "", "has no formatVersion")]
    [DataRow(Words, "\"type\":\"words\",", "", "is not sound JSON")]
    [DataRow(Words, "\"type\":\"words\"", "\"type\":null", "is not sound JSON")]
    [DataRow(Words, "\"type\":\"words\"", "\"type\":\"Words\"", "is of the type 'Words'")]
    [DataRow(Words, "\"type\":\"words\"", "\"type\":\"characters\"", "is of the type characters and must have characters, and neither words nor merges")]
    [DataRow(Words, "\"lowerCase\":true,", "", "is not sound JSON")]
    [DataRow(Words, "true", "\"yes\"", "is not sound JSON")]
    [DataRow(Words, "true", "true,\"lowerCase\":false", "is not sound JSON")]
    [DataRow(Words, "true", "true,\"size\":3", "is not sound JSON")]
    [DataRow(Words, "\"the\"", "\"\"", "has a word 0 of 0 characters; expected 1 to 256")]
    [DataRow(Words, "\"the\"", "5", "is not sound JSON")]
    [DataRow(Words, "[\"the\",\"é\"]", "\"the\"", "is not sound JSON")]
    [DataRow(Words, "true", "true,\"characters\":\"a\"", "must have words, and neither characters nor merges")]
    [DataRow(Characters, "\"ab c\"", "[\"a\"]", "is not sound JSON")]
    [DataRow(Characters, "false", "false,\"merges\":[]", "neither words nor merges")]
    [DataRow(Pairs, "\"bytePairs\"", "\"characters\"", "neither words nor merges")]
    [DataRow(Pairs, "\"characters\":\"abc\",", "", "is of the type bytePairs and must have characters and merges, and no words")]
    [DataRow(Pairs, "\"abc\",", "\"a bc\",", "has a space among its characters, which no word has")]
    [DataRow(Pairs, "\"abc\",", "\"ab\",", "has a merge 1 of 'c', which is neither a character nor made by a merge before")]
    [DataRow(Pairs, "\"a b\",", "", "has a merge 0 of 'ab', which is neither")]
    [DataRow(Pairs, "\"a b\"", "\"ab c\"", "has a merge 0 of 'ab', which is neither")]
    [DataRow(Pairs, "\"b c\"", "\"abc abcc\"", "has a merge 2 of 'abcc', which is neither")]
    [DataRow(Pairs, "\"b c\"", "\"a b\"", "has the merge 'a b' twice")]
    [DataRow(Pairs, "\"b c\"", "\"b  c\"", "has a merge 2 of 3 parts; expected two tokens with a space between")]
    [DataRow(Pairs, "\"b c\"", "\"bc\"", "has a merge 2 of 1 parts")]
    [DataRow(Pairs, "\"b c\"", "\" c\"", "has a merge 2 of '', which is neither")]
    [DataRow(Pairs, "\"b c\"", "null", "has a merge 2 of 0 parts")]
    [DataRow(Pairs, "\"b c\"", "\"</w> c\"", "has a merge 2, '</w> c', that goes on after the end of a word")]
    [DataRow(Pairs, "\"b c\"", "\"[unknown] c\"", "has a merge 2 of '[unknown]', which is neither")]
    [DataRow(Pairs, "\"b c\"", "[\"b\",\"c\"]", "is not sound JSON")]
    public void FromJson_OfAChangedField_SaysWhatIsWrong(string json, string part, string change, string expected)
    {
        Assert.Contains(part, json);
        Refuses(json.Replace(part, change, StringComparison.Ordinal), expected);
    }

    [TestMethod]
    [DataRow(Words)]
    [DataRow(Characters)]
    [DataRow(Pairs)]
    public void FromJson_OfJsonThatIsCutOff_SaysSo(string json)
    {
        for (int length = 0; length < json.Length; length++)
        {
            Refuses(json[..length], "is not sound JSON");
        }
    }

    [TestMethod]
    public void FromJson_OfHugeContent_IsRefused()
    {
        string Wordy(IEnumerable<string> words) => Words.Replace("[\"the\",\"é\"]", $"[{string.Join(',', words.Select(word => $"\"{word}\""))}]", StringComparison.Ordinal);
        Assert.AreEqual(1_048_576, Tokenizer.FromJson(Wordy(Enumerable.Range(0, 1_048_574).Select(i => $"{i}"))).VocabularySize);
        Refuses(Wordy(Enumerable.Range(0, 1_048_575).Select(i => $"{i}")), "has 1048577 tokens; expected at most 1048576");
        Assert.AreEqual(3, Tokenizer.FromJson(Wordy([new string('a', 256)])).VocabularySize);
        Refuses(Wordy([new string('a', 257)]), "has a word 0 of 257 characters; expected 1 to 256");
        Refuses(Words.Replace("words\",", new string('x', 10_000_000) + "\",", StringComparison.Ordinal), "is of the type 'xxx");
        Refuses(new string('[', 1_000_000), "is not sound JSON");

        // Each merge doubles the token.
        var merges = Enumerable.Range(0, 9).Select(i => new string('a', 1 << i)).Select(token => $"\"{token} {token}\"");
        Refuses(
            $$"""{"formatVersion":1,"type":"bytePairs","lowerCase":true,"characters":"a","merges":[{{string.Join(',', merges)}}]}""",
            "has a merge 8 that makes a token of 512 characters; expected at most 260");
    }

    // Half a surrogate pair in the text itself, which no UTF-8 file can have.
    [TestMethod]
    public void FromJson_OfTextThatIsNoUnicode_IsRefused() => Refuses(Words.Replace('é', '\uD83D'), "is not sound JSON");

    [TestMethod]
    public void FromJson_OfRandomDamage_IsRefusedOrGivesATokenizerThatWorks()
    {
        var random = new Random(7);
        int refused = 0;
        foreach (string json in new[] { Words, Characters, Pairs })
        {
            for (int i = 0; i < 5000; i++)
            {
                char[] damaged = json.ToCharArray();
                for (int changes = random.Next(1, 4); changes > 0; changes--)
                {
                    damaged[random.Next(damaged.Length)] = json[random.Next(json.Length)];
                }

                try
                {
                    Tokenizer tokenizer = Tokenizer.FromJson(new string(damaged));
                    Assert.IsTrue(TokenizerSamples.Encode(tokenizer, "the abc é").All(id => id > 0 && id < tokenizer.VocabularySize));
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.IsGreaterThan(10_000, refused);
    }

    private static void Refuses(string json, string expected)
    {
        string message = Assert.ThrowsExactly<InvalidDataException>(() => Tokenizer.FromJson(json)).Message;
        StringAssert.StartsWith(message, "The tokenizer ");
        StringAssert.Contains(message, expected);
        Assert.IsLessThan(400, message.Length);
    }
}
