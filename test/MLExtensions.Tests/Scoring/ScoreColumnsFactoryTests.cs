using MLExtensions.Scoring;
using Microsoft.ML;

namespace MLExtensions.Tests.Scoring;

/// <summary>Score columns come back from what a model file says of them; contradictions are errors.</summary>
[TestClass]
public sealed class ScoreColumnsFactoryTests
{
    private static readonly ScoreColumns[] All =
    [
        new BinaryScoreColumns(),
        new MultiLabelScoreColumns(1),
        new MultiLabelScoreColumns(2, ["cat", "dog"]),
        new MulticlassScoreColumns(3, null),
        new MulticlassScoreColumns(2, LabelValueTypes.Parse("Text", ["no", "yes"])),
        new RegressionScoreColumns(),
        new RegressionScoreColumns(hasStandardDeviation: true),
        new MultiOutputScoreColumns(2),
        new MultiOutputScoreColumns(2, ["width", "height"], hasStandardDeviation: true),
        new RankingScoreColumns(),
    ];

    [TestMethod]
    public void EveryKind_ComesBackWithTheSameColumns()
    {
        foreach (var columns in All)
        {
            var again = ScoreColumnsFactory.Create(
                columns.Kind, columns.VectorSize, columns.SlotNames, columns.HasStandardDeviation, (columns as MulticlassScoreColumns)?.LabelValues);

            Assert.AreEqual(columns.GetType(), again.GetType());
            Assert.AreEqual(columns.Width, again.Width);
            Assert.AreEqual(Describe(columns), Describe(again));
        }
    }

    [TestMethod]
    [DataRow("Clustering", null, null, false)]
    [DataRow("BinaryClassification", 0, null, false)]
    [DataRow("BinaryClassification", 2, null, true)]
    [DataRow("BinaryClassification", 2, "one", false)]
    [DataRow("BinaryClassification", null, "one", false)]
    [DataRow("MulticlassClassification", null, null, false)]
    [DataRow("MulticlassClassification", 1, null, false)]
    [DataRow("MulticlassClassification", 2, null, true)]
    [DataRow("MulticlassClassification", 2, "one,two", false)]
    [DataRow("Regression", 3, null, false)]
    [DataRow("MultiOutputRegression", null, null, false)]
    [DataRow("MultiOutputRegression", -1, null, false)]
    [DataRow("MultiOutputRegression", int.MaxValue, null, true)]
    [DataRow("Ranking", 2, null, false)]
    [DataRow("Ranking", null, null, true)]
    public void AContradiction_IsAnErrorThatNamesTheDescription(string kind, int? size, string? names, bool hasDeviation)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ScoreColumnsFactory.Create(kind, size, names?.Split(','), hasDeviation));

        StringAssert.Contains(error.Message, "description of the columns");
    }

    [TestMethod]
    public void ANameThatIsNull_OrLabelValuesOfAnotherCount_AreErrors()
    {
        Assert.ThrowsExactly<InvalidDataException>(() => ScoreColumnsFactory.Create("BinaryClassification", 2, ["cat", null!]));
        Assert.ThrowsExactly<InvalidDataException>(
            () => ScoreColumnsFactory.Create("MulticlassClassification", 3, labelValues: LabelValueTypes.Parse("Text", ["no", "yes"])));
    }

    private static string Describe(ScoreColumns columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Create(new DataViewSchema.Builder().ToSchema()));
        return ColumnReading.Describe(builder.ToSchema());
    }
}
