using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using CaseMode = Microsoft.ML.Transforms.Text.TextNormalizingEstimator.CaseMode;

namespace MLExtensions.Hosts.Tests.Text;

/// <summary>What is left of texts that are hard to read, token by token, as Microsoft.ML 5.0.0 gives it.</summary>
[TestClass]
public sealed class TextTokensTests
{
    /// <summary>The accents of the third are characters of their own, but for its last words'.</summary>
    private static readonly string[] Texts =
    [
        "Don't  STOP—me_now, 12½ €3!", "ÀÉÎ ŐŰ ǅ ß İı ẽ", "e\u0301\u0323 עִברִית ёй ΐ", "🙂 12 ... x", "\t a\u00a0b ",
    ];

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Default_LowersCaseAndDropsAccents() => Check(
        new(), ["don't|stop—me_now,|12½|€3!", "aei|ou|ǆ|ß|iı|ẽ", "e|עברית|еи|ι", "🙂|12|...|x", "\t|a\u00a0b"]);

    [TestMethod]
    public void PunctuationAndNumbers_NotKept_AreDropped() => Check(
        new() { CaseMode = CaseMode.Upper, KeepPunctuations = false, KeepNumbers = false },
        ["DONT|STOPMENOW|€", "AEI|OU|Ǆ|ß|Iı|Ẽ", "E|עברית|ЕИ|Ι", "🙂|X", "\t|A\u00a0B"]);

    [TestMethod]
    public void EverythingKept_IsAsItWas() => Check(
        new() { CaseMode = CaseMode.None, KeepDiacritics = true },
        ["Don't|STOP—me_now,|12½|€3!", "ÀÉÎ|ŐŰ|ǅ|ß|İı|ẽ", "e\u0301\u0323|עִברִית|ёй|ΐ", "🙂|12|...|x", "\t|a\u00a0b"]);

    private void Check(TextFeaturizingEstimator.Options options, string[] expected)
    {
        options.WordFeatureExtractor = null!;
        options.CharFeatureExtractor = null!;
        options.OutputTokensColumnName = "Tokens";
        IDataView data = _context.Data.LoadFromEnumerable(Texts.Select(text => new Passage { Text = text }));

        IDataView result = _context.Transforms.Text.FeaturizeText("F", options, "Text").Fit(data).Transform(data);

        CollectionAssert.AreEqual(expected, EstimatorContract.Values(result, "Tokens").Select(row => string.Join('|', (object[])row)).ToArray());
    }
}
