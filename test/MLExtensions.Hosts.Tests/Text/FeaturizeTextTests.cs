using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using Weighting = Microsoft.ML.Transforms.Text.NgramExtractingEstimator.WeightingCriteria;

namespace MLExtensions.Hosts.Tests.Text;

/// <summary>Names of slots and values as Microsoft.ML 5.0.0 prints them for these texts, run on them by itself.</summary>
[TestClass]
public sealed class FeaturizeTextTests
{
    private static readonly string[] Colours = ["red red blue", "blue green", "red", ""];

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Default_HasTrigramsOfCharactersThenWordsAndPairsOfThem_EachPartOfLengthOne()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Text.FeaturizeText("F", "Text"), Texts("to be", "be  To", ""));

        CollectionAssert.AreEqual(
            new[]
            {
                "Char.<␂>|t|o", "Char.t|o|<␠>", "Char.o|<␠>|b", "Char.<␠>|b|e", "Char.b|e|<␃>", "Char.<␂>|b|e", "Char.b|e|<␠>", "Char.e|<␠>|<␠>",
                "Char.<␠>|<␠>|t", "Char.<␠>|t|o", "Char.t|o|<␃>", "Word.to", "Word.to|be", "Word.be", "Word.be|to",
            },
            EstimatorContract.SlotNames(result.Schema["F"]));
        float[][] rows = EstimatorContract.Vectors(result, "F");
        AreClose([0.4472136f, 0.4472136f, 0.4472136f, 0.4472136f, 0.4472136f, 0, 0, 0, 0, 0, 0, 0.57735026f, 0.57735026f, 0.57735026f, 0], rows[0]);
        AreClose(
            [
                0, 0, 0, 0, 0, 0.40824828f, 0.40824828f, 0.40824828f, 0.40824828f, 0.40824828f, 0.40824828f, 0.57735026f, 0, 0.57735026f, 0.57735026f,
            ],
            rows[1]);
        AreClose(new float[15], rows[2]);
    }

    [TestMethod]
    public void Default_OfTheColumnItself_HidesIt()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Texts("to be"));

        IDataView result = _context.Transforms.Text.FeaturizeText("Text").Fit(data).Transform(data);

        CollectionAssert.AreEqual(new[] { "Text", "Other", "Number" }, result.Schema.Where(column => !column.IsHidden).Select(column => column.Name).ToArray());
        Assert.AreEqual(8, ((VectorDataViewType)result.Schema["Text"].Type).Size);
    }

    [TestMethod]
    [DataRow(Weighting.Tf, new[] { 2f, 1, 0 }, new[] { 0f, 1, 1 })]
    [DataRow(Weighting.Idf, new[] { 0.6931472f, 0.6931472f, 0 }, new[] { 0, 0.6931472f, 1.3862944f })]
    [DataRow(Weighting.TfIdf, new[] { 1.3862944f, 0.6931472f, 0 }, new[] { 0, 0.6931472f, 1.3862944f })]
    public void Weighting_OfWords_CountsThemOrTheirRarity(Weighting weighting, float[] first, float[] second)
    {
        var options = OnlyWords(new() { NgramLength = 1, Weighting = weighting });

        IDataView result = Featurize(options, Texts(Colours));

        CollectionAssert.AreEqual(new[] { "red", "blue", "green" }, EstimatorContract.SlotNames(result.Schema["F"]));
        AreClose(first, EstimatorContract.Vectors(result, "F")[0]);
        AreClose(second, EstimatorContract.Vectors(result, "F")[1]);
        AreClose([0, 0, 0], EstimatorContract.Vectors(result, "F")[3]);
    }

    [TestMethod]
    [DataRow(TextFeaturizingEstimator.NormFunction.None, new[] { 2f, 1, 0 })]
    [DataRow(TextFeaturizingEstimator.NormFunction.L1, new[] { 0.6666667f, 0.33333334f, 0 })]
    [DataRow(TextFeaturizingEstimator.NormFunction.L2, new[] { 0.8944272f, 0.4472136f, 0 })]
    [DataRow(TextFeaturizingEstimator.NormFunction.Infinity, new[] { 1, 0.5f, 0 })]
    public void Norm_ScalesToOne(TextFeaturizingEstimator.NormFunction norm, float[] first)
    {
        var options = OnlyWords(new() { NgramLength = 1 });
        options.Norm = norm;

        IDataView result = Featurize(options, Texts(Colours));

        AreClose(first, EstimatorContract.Vectors(result, "F")[0]);
        AreClose([0, 0, 0], EstimatorContract.Vectors(result, "F")[3]);
        Assert.AreEqual(norm != TextFeaturizingEstimator.NormFunction.None, result.Schema["F"].IsNormalized());
    }

    [TestMethod]
    public void MaximumNgramsCount_OfWords_LeavesTheOthersUnnamed()
    {
        var options = OnlyWords(new() { MaximumNgramsCount = [2, 3] });

        IDataView result = Featurize(options, Texts("a b c a b", "c d"));

        CollectionAssert.AreEqual(new[] { "a", "a|b", "b", "b|*", "*|a" }, EstimatorContract.SlotNames(result.Schema["F"]));
        AreClose([2, 2, 2, 1, 1], EstimatorContract.Vectors(result, "F")[0]);
        AreClose(new float[5], EstimatorContract.Vectors(result, "F")[1]);
    }

    [TestMethod]
    public void UseAllLengths_Off_CountsOnlyTheLongest()
    {
        var options = OnlyWords(new() { UseAllLengths = false, MaximumNgramsCount = [3] });

        IDataView result = Featurize(options, Texts("a b c a b", "c d"));

        CollectionAssert.AreEqual(new[] { "a|b", "b|c", "c|a" }, EstimatorContract.SlotNames(result.Schema["F"]));
        AreClose([2, 1, 1], EstimatorContract.Vectors(result, "F")[0]);
    }

    [TestMethod]
    public void SkipLength_LeavesWordsOutWithin()
    {
        var options = OnlyWords(new() { NgramLength = 3, SkipLength = 1 });

        IDataView result = Featurize(options, Texts("a b c d"));

        CollectionAssert.AreEqual(
            new[] { "a", "a|b", "a|b|c", "a|b|d", "a|c", "a|c|d", "b", "b|c", "b|c|d", "b|d", "c", "c|d", "d" },
            EstimatorContract.SlotNames(result.Schema["F"]));
    }

    [TestMethod]
    public void Characters_WithoutAPictureOfTheirOwn_AreNamed()
    {
        var options = new TextFeaturizingEstimator.Options
        {
            WordFeatureExtractor = null!,
            CharFeatureExtractor = new() { NgramLength = 1 },
            Norm = TextFeaturizingEstimator.NormFunction.None,
        };

        IDataView result = Featurize(options, Texts("é A", "😀\t", "\0\u0085\u2028"));

        CollectionAssert.AreEqual(
            new[] { "<␂>", "e", "<␠>", "a", "<␃>", @"\u4X", @"\u4X", "<␉>", "*", "<NEL>", "<LSEP>" }, EstimatorContract.SlotNames(result.Schema["F"]));
        AreClose([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1], EstimatorContract.Vectors(result, "F")[2]);
    }

    [TestMethod]
    public void TwoColumns_AreOneText()
    {
        var options = new TextFeaturizingEstimator.Options
        {
            WordFeatureExtractor = new() { NgramLength = 1 },
            CharFeatureExtractor = new() { NgramLength = 2, UseAllLengths = false },
            Norm = TextFeaturizingEstimator.NormFunction.None,
            OutputTokensColumnName = "Tokens",
        };
        Passage[] rows = [new() { Text = "a", Other = "b" }, new() { Other = "c" }, new() { Text = "b" }];

        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Text.FeaturizeText("F", options, "Text", "Other"), rows);

        CollectionAssert.AreEqual(
            new[]
            {
                "Char.<␂>|a", "Char.a|<␟>", "Char.<␟>|b", "Char.b|<␃>", "Char.<␂>|c", "Char.c|<␃>", "Char.<␂>|b", "Word.a", "Word.b", "Word.c",
            },
            EstimatorContract.SlotNames(result.Schema["F"]));
        AreClose([1, 1, 1, 1, 0, 0, 0, 1, 1, 0], EstimatorContract.Vectors(result, "F")[0]);
        AreClose([0, 0, 0, 0, 1, 1, 0, 0, 0, 1], EstimatorContract.Vectors(result, "F")[1]);
        CollectionAssert.AreEqual(new[] { "a b", "c", "b" }, Tokens(result));
    }

    [TestMethod]
    public void StopWords_AreLeftOutOfWordsAndCharacters()
    {
        var options = new TextFeaturizingEstimator.Options
        {
            StopWordsRemoverOptions = new CustomStopWordsRemovingEstimator.Options { StopWords = ["The", " of"] },
            WordFeatureExtractor = new() { NgramLength = 1 },
            CharFeatureExtractor = new() { NgramLength = 2, UseAllLengths = false },
            Norm = TextFeaturizingEstimator.NormFunction.None,
            OutputTokensColumnName = "Tokens",
        };

        IDataView result = Featurize(options, Texts("the A of B", "THE"));

        CollectionAssert.AreEqual(
            new[] { "Char.<␂>|a", "Char.a|<␟>", "Char.<␟>|b", "Char.b|<␃>", "Char.<␂>|<␃>", "Word.a", "Word.b" },
            EstimatorContract.SlotNames(result.Schema["F"]));
        AreClose([0, 0, 0, 0, 1, 0, 0], EstimatorContract.Vectors(result, "F")[1]);
        CollectionAssert.AreEqual(new[] { "a b", "" }, Tokens(result));
    }

    [TestMethod]
    public void Extractor_ChangedAfterItWasSet_StaysAsItWas()
    {
        var options = OnlyWords(new() { NgramLength = 1 });
        options.WordFeatureExtractor.Weighting = Weighting.Idf;

        AreClose([2, 1, 0], EstimatorContract.Vectors(Featurize(options, Texts(Colours)), "F")[0]);
    }

    [TestMethod]
    public void TextsOfNothing_HaveNoFeatures_WhichIsAnError()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Texts("", ""));

        Exception error = Assert.Throws<ArgumentException>(() => _context.Transforms.Text.FeaturizeText("F", "Text").Fit(data));

        StringAssert.Contains(error.Message, "F_CharExtractor");
    }

    [TestMethod]
    public void UnsuitableColumns_AreNamed()
    {
        SchemaShape shape = EstimatorContract.ShapeOf<Passage>(_context);
        var text = _context.Transforms.Text;

        StringAssert.Contains(Assert.Throws<ArgumentException>(() => text.FeaturizeText("F", "Nowhere").GetOutputSchema(shape)).Message, "Nowhere");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => text.FeaturizeText("F", "Number").GetOutputSchema(shape)).Message, "Number");
        IDataView data = _context.Data.LoadFromEnumerable(Texts("a"));
        Assert.Throws<ArgumentException>(() => text.FeaturizeText("F", "Nowhere").Fit(data));
        Assert.Throws<ArgumentException>(() => text.FeaturizeText("F", "Number").Fit(data));
    }

    [TestMethod]
    [DataRow(0, 0, true, new[] { 10 }, "ngramLength")]
    [DataRow(11, 0, true, new[] { 10 }, "skipLength|ngramLength")]
    [DataRow(1, 1, true, new[] { 10 }, "skipLength")]
    [DataRow(8, 3, true, new[] { 10 }, "skipLength")]
    [DataRow(2, 0, false, new[] { 3, 4 }, "maximumNgramsCounts")]
    [DataRow(2, 0, true, new[] { 3, 4, 5 }, "maximumNgramsCounts")]
    [DataRow(2, 0, true, new[] { 3, 0 }, "maximumNgramsCounts")]
    public void UnsuitableExtractors_Throw(int length, int skips, bool allLengths, int[] counts, string named)
    {
        var options = OnlyWords(new() { NgramLength = length, SkipLength = skips, UseAllLengths = allLengths, MaximumNgramsCount = counts });
        IDataView data = _context.Data.LoadFromEnumerable(Texts("a b"));

        Exception error = Assert.Throws<ArgumentException>(() => _context.Transforms.Text.FeaturizeText("F", options, "Text").Fit(data));

        Assert.IsTrue(named.Split('|').Any(error.Message.Contains), error.Message);
    }

    private static Passage[] Texts(params string[] texts) => [.. texts.Select(text => new Passage { Text = text })];

    private static TextFeaturizingEstimator.Options OnlyWords(WordBagEstimator.Options words) => new()
    {
        WordFeatureExtractor = words,
        CharFeatureExtractor = null!,
        Norm = TextFeaturizingEstimator.NormFunction.None,
    };

    private static string[] Tokens(IDataView data) =>
        [.. EstimatorContract.Values(data, "Tokens").Select(row => string.Join(' ', (object[])row))];

    private static void AreClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-6, $"at {i}");
        }
    }

    private IDataView Featurize(TextFeaturizingEstimator.Options options, Passage[] rows) =>
        EstimatorContract.Check(_context, _context.Transforms.Text.FeaturizeText("F", options, "Text"), rows);
}
