using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class RankingTests
{
    private readonly MLContext _context = new(seed: 1);

    /// <summary>By falling score the labels 2, 0, 3, 1 with gains 7, 0, 15, 3.</summary>
    private static Document[] Query =>
    [
        new() { Label = 1, Score = 0.1f },
        new() { Label = 3, Score = 0.2f },
        new() { Label = 2, Score = 0.4f },
        new() { Label = 0, Score = 0.3f },
    ];

    private static RankingEvaluatorOptions Four => new() { DcgTruncationLevel = 4 };

    [TestMethod]
    public void Evaluate_OneQuery_HasTheGainsByHand()
    {
        RankingMetrics metrics = _context.Ranking.Evaluate(_context.Data.LoadFromEnumerable(Query), Four);

        // 7 / ln 2; nothing; 15 / ln 4; 3 / ln 5. The ideal order has 15 / ln 2, 7 / ln 3, 3 / ln 4, 0.
        AreClose([10.098865, 10.098865, 20.919078, 22.783083], metrics.DiscountedCumulativeGains);
        AreClose([0.466667, 0.360518, 0.693232, 0.755003], metrics.NormalizedDiscountedCumulativeGains);
    }

    [TestMethod]
    public void Evaluate_ByDefault_GoesToTheTenthPlace()
    {
        RankingMetrics metrics = _context.Ranking.Evaluate(_context.Data.LoadFromEnumerable(Query));

        // Where the query has no more rows nothing is gained.
        AreClose([0.466667, 0.360518, 0.693232, .. Enumerable.Repeat(0.755003, 7)], metrics.NormalizedDiscountedCumulativeGains);
        AreClose([10.098865, 10.098865, 20.919078, .. Enumerable.Repeat(22.783083, 7)], metrics.DiscountedCumulativeGains);
    }

    [TestMethod]
    public void Evaluate_BeyondTheTenthPlace_GoesAsFarAsAsked()
    {
        RankingMetrics metrics = _context.Ranking.Evaluate(_context.Data.LoadFromEnumerable(Query), new RankingEvaluatorOptions { DcgTruncationLevel = 25 });

        AreClose([0.466667, 0.360518, 0.693232, .. Enumerable.Repeat(0.755003, 22)], metrics.NormalizedDiscountedCumulativeGains);
    }

    [TestMethod]
    public void Evaluate_SeveralQueries_IsTheMeanOverThem()
    {
        Document[] ideal = [.. new[] { 4, 2, 1, 0 }.Select((label, i) => new Document { Label = label, GroupId = 1, Score = -i })];
        IDataView data = _context.Data.LoadFromEnumerable([.. Query, .. ideal]);

        RankingMetrics metrics = _context.Ranking.Evaluate(data, Four);

        AreClose([(0.466667 + 1) / 2, (0.360518 + 1) / 2, (0.693232 + 1) / 2, (0.755003 + 1) / 2], metrics.NormalizedDiscountedCumulativeGains);

        // 31 / ln 2 of the second query.
        Assert.AreEqual((10.098865 + 44.723546) / 2, metrics.DiscountedCumulativeGains[0], 1e-5);
    }

    [TestMethod]
    public void Evaluate_KeyLabels_CountFromZero()
    {
        KeyedDocument[] rows = [.. Query.Select(row => new KeyedDocument { Relevance = (uint)row.Label, Query = 6, Output = row.Score })];

        RankingMetrics metrics = _context.Ranking.Evaluate(_context.Data.LoadFromEnumerable(rows), Four, "Relevance", "Query", "Output");

        AreClose([0.466667, 0.360518, 0.693232, 0.755003], metrics.NormalizedDiscountedCumulativeGains);
    }

    [TestMethod]
    public void Evaluate_OtherGains_AreUsed()
    {
        var options = new RankingEvaluatorOptions { DcgTruncationLevel = 2, LabelGains = "0,1,2,3" };

        RankingMetrics metrics = _context.Ranking.Evaluate(_context.Data.LoadFromEnumerable(Query), options);

        // 2 / ln 2 of 3 / ln 2; 2 / ln 2 of 3 / ln 2 + 2 / ln 3.
        AreClose([2.885390, 2.885390], metrics.DiscountedCumulativeGains);
        AreClose([0.666667, 0.469279], metrics.NormalizedDiscountedCumulativeGains);
    }

    [TestMethod]
    public void Evaluate_MissingOrUnsuitableColumns_ThrowsNamingThem()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Query);

        var label = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Ranking.Evaluate(data, labelColumnName: "Truth"));
        StringAssert.Contains(label.Message, "Truth");
        var group = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Ranking.Evaluate(data, rowGroupColumnName: "Label"));
        StringAssert.Contains(group.Message, "Label");
        var score = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Ranking.Evaluate(data, scoreColumnName: "GroupId"));
        StringAssert.Contains(score.Message, "GroupId");
        Assert.Throws<Exception>(() => _context.Ranking.Evaluate(data, new RankingEvaluatorOptions { DcgTruncationLevel = 0 }));
    }

    [TestMethod]
    public void CrossValidate_KeepsQueriesTogetherAndScoresEveryRowOnce()
    {
        Document[] rows = [.. Enumerable.Range(0, 160).Select(i => new Document { Label = i % 5, GroupId = (uint)i / 4, Guess = i * 7 % 11 })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var estimator = _context.Transforms.CustomMapping<Document, Guessed>((document, guessed) => guessed.Ranked = document.Guess, null)
            .Append(_context.Transforms.CopyColumns("Score", "Ranked"));

        var results = _context.Ranking.CrossValidate(data, estimator, numberOfFolds: 2);

        Assert.HasCount(2, results);
        uint[][] groups = [.. results.Select(result => EstimatorContract.Scalars<uint>(result.ScoredHoldOutSet, "GroupId"))];
        Assert.AreEqual(160, groups.Sum(group => group.Length));
        Assert.IsEmpty(groups[0].Intersect(groups[1]));
        foreach (var result in results)
        {
            Assert.AreEqual(
                _context.Ranking.Evaluate(result.ScoredHoldOutSet).NormalizedDiscountedCumulativeGains[2],
                result.Metrics.NormalizedDiscountedCumulativeGains[2],
                1e-12);
        }
    }

    private static void AreClose(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-5, $"at {i + 1}");
        }
    }

    private sealed class Document
    {
        public float Label { get; set; }

        [KeyType(100)]
        public uint GroupId { get; set; }

        public float Score { get; set; }

        public float Guess { get; set; }
    }

    private sealed class KeyedDocument
    {
        [KeyType(5)]
        public uint Relevance { get; set; }

        [KeyType(10)]
        public uint Query { get; set; }

        public float Output { get; set; }
    }

    private sealed class Guessed
    {
        public float Ranked { get; set; }
    }
}
