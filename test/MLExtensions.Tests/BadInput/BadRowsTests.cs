using MLExtensions.Tests.Harness;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>
/// Bad input in rows that are trained on: one class only; empty data; all labels missing; values that are not finite; unknown keys. An error names column, slot and row;
/// the trainer can be fitted on better rows after that.
/// </summary>
[TestClass]
public sealed class BadRowsTests
{
    private const int Rows = 60;

    // Of a class's member, ML.NET takes 0 for the first value of a key, and what is beyond its count for the missing one.
    private const uint NoKey = 99;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void OneClassOnly_IsAnErrorThatNamesTheLabel_AndWhichClass()
    {
        Check(_context.BinaryClassification.Trainers.FeedForward("Answer", epochs: 1), row => row.Answer = true, "'Answer' has one class only", "all positive", "expected both");
        Check(_context.BinaryClassification.Trainers.FeedForward("Answer", epochs: 1), row => row.Answer = false, "'Answer' has one class only", "all negative");
        Check(_context.BinaryClassification.Trainers.FeedForward("Amount", epochs: 1), row => row.Amount = -1, "'Amount' has one class only");
        Check(_context.BinaryClassification.Trainers.FeedForward("Tags", epochs: 1), row => row.Tags = [true, false, true], "'Tags' has the same labels in every row");
        Check(_context.MulticlassClassification.Trainers.FeedForward("Kind", epochs: 1), row => row.Kind = 1, "'Kind' has one class only", "at least two");
        Check(_context.MulticlassClassification.Trainers.FeedForward("ColorKey", epochs: 1), row => row.Color = "red", "'ColorKey' has one class only", "at least two");
        Check(_context.Ranking.Trainers.FeedForward("Grade", epochs: 1), row => row.Grade = (int)row.GroupId, "'Grade' is the same for all rows of each group");
    }

    [TestMethod]
    public void NoRows_IsAnError()
    {
        foreach (var trainer in Trainers())
        {
            Refusal.OfRows(trainer, View([]), View(Good()), "The training data has no rows to use: it is empty");
        }

        var few = View(Good());
        Refusal.Check(Assert.ThrowsExactly<InvalidOperationException>(() => Trainers().First().Fit(few, View([]))), "The validation data has no rows to use: it is empty");
    }

    [TestMethod]
    public void AllLabelsMissing_IsAnErrorThatNamesTheLabel_AndHowManyThereWere()
    {
        Check(_context.Regression.Trainers.FeedForward("Amount", epochs: 1), row => row.Amount = float.NaN, $"'Amount' is missing in all {Rows}");
        Check(_context.Regression.Trainers.FeedForward("Height", epochs: 1), row => row.Height = double.NaN, $"'Height' is missing in all {Rows}");
        Check(_context.Regression.Trainers.FeedForward("Sizes", epochs: 1), row => row.Sizes = [1, double.NaN], $"'Sizes' is missing in all {Rows}");
        Check(_context.BinaryClassification.Trainers.FeedForward("Amount", epochs: 1), row => row.Amount = float.NaN, $"'Amount' is missing in all {Rows}");
        Check(_context.MulticlassClassification.Trainers.FeedForward("Kind", epochs: 1), row => row.Kind = NoKey, $"'Kind' is missing in all {Rows}");
        Check(_context.Ranking.Trainers.FeedForward("Kind", epochs: 1), row => row.Kind = NoKey, $"'Kind' is missing in all {Rows}");
    }

    [TestMethod]
    public void RowsWithoutALabel_AreLeftOutAndCounted()
    {
        var points = TestData.Points(100);
        points[3].Target = points[7].Target = float.NaN;
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(TestData.View(_context, points));

        Assert.IsTrue(lines.Exists(line => line.Contains("Left out 2 rows", StringComparison.Ordinal)));
        Assert.IsTrue(Array.TrueForAll(model.Transform(TestData.View(_context, points)).Values<float>("Score"), float.IsFinite));
    }

    [TestMethod]
    [DataRow(float.NaN, MissingValues.Error)]
    [DataRow(float.PositiveInfinity, MissingValues.Error)]
    [DataRow(float.PositiveInfinity, MissingValues.Indicator)]
    [DataRow(float.NegativeInfinity, MissingValues.Mean)]
    public void AFeatureThatIsNotFinite_IsNamedWithItsRowAndSlot(float value, MissingValues missing)
    {
        CheckRow(Regression(missing), row => row.Features[2] = value, $"The training data has {value} in column 'Features', slot 2, row 13", "ReplaceMissingValues");
        CheckRow(Regression(missing), row => row.Height = value, $"The training data has {value} in column 'Height', row 13", "ReplaceMissingValues");
        CheckRow(Regression(missing), row => row.Sizes[1] = value, $"The training data has {value} in column 'Sizes', slot 1, row 13", "ReplaceMissingValues");
    }

    [TestMethod]
    public void ANumberThatIsTooLargeForSinglePrecision_CountsAsInfinite() =>
        CheckRow(Regression(MissingValues.Indicator), row => row.Height = 1e300, "column 'Height', row 13", "expected a finite number");

    [TestMethod]
    public void AMissingCategory_WhereTheOptionSaysError_IsNamedWithItsRow()
    {
        CheckRow(Regression(MissingValues.Error), row => row.Town = "", "no value in column 'Town', row 13", "MissingValues");
        CheckRow(Regression(MissingValues.Error), row => row.Kind = NoKey, "no value in column 'Kind', row 13", "MissingValues");
    }

    [TestMethod]
    [DataRow(MissingValues.Indicator)]
    [DataRow(MissingValues.Mean)]
    public void MissingValuesOfEveryKind_AreTrainedOn_ElseWhere(MissingValues missing)
    {
        var rows = Good();
        (rows[13].Town, rows[14].Kind, rows[15].Features[0], rows[16].Height) = ("", NoKey, float.NaN, double.NaN);

        var model = Regression(missing).Fit(View(rows));

        Assert.IsTrue(Array.TrueForAll(model.Transform(View(rows)).Values<float>("Score"), float.IsFinite));
    }

    [TestMethod]
    public void ALabelThatIsInfinite_IsNamedWithItsRow()
    {
        CheckRow(_context.Regression.Trainers.FeedForward("Amount", epochs: 1), row => row.Amount = float.PositiveInfinity, "column 'Amount', row 13", "finite");
        CheckRow(_context.Regression.Trainers.FeedForward("Sizes", epochs: 1), row => row.Sizes[1] = double.NegativeInfinity, "column 'Sizes', row 13", "finite");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(-1f)]
    [DataRow(float.PositiveInfinity)]
    public void AWeightThatIsNoNumberOfAtLeastZero_IsNamedWithItsRow(float weight) =>
        CheckRow(
            _context.Regression.Trainers.FeedForward("Amount", exampleWeightColumnName: "Height", epochs: 1), row => row.Height = weight,
            $"The weight column 'Height' has {weight} in row 13 of the training data; expected a number of at least 0");

    [TestMethod]
    public void AValueThatIsNotFinite_IsSaidToBeInTheValidationData_WhereItIs()
    {
        var rows = Good();
        rows[13].Features[2] = float.PositiveInfinity;

        Refusal.Check(
            Assert.ThrowsExactly<InvalidOperationException>(() => Regression(MissingValues.Indicator).Fit(View(Good()), View(rows))),
            "The validation data has", "'Features', slot 2, row 13");
    }

    [TestMethod]
    [DataRow(true, "every")]
    [DataRow(false, "no")]
    public void AValidationColumnThatHoldsAllRowsOrNone_IsNamed(bool held, string rows) =>
        Check(
            _context.Regression.Trainers.Network(new() { LabelColumnName = "Amount", ValidationColumnName = "Garden", Epochs = 1 }), row => row.Garden = held,
            $"column 'Garden' is true in {rows} row");

    private NetworkTrainer Regression(MissingValues missing) => _context.Regression.Trainers.Network(
        new() { LabelColumnName = "Amount", FeatureColumnNames = ["Features", "Height", "Sizes", "Town", "Kind"], MissingValues = missing, Epochs = 1 });

    private IEnumerable<NetworkTrainer> Trainers() =>
    [
        _context.Regression.Trainers.FeedForward("Amount", epochs: 1),
        _context.Regression.Trainers.FeedForward("Sizes", epochs: 1),
        _context.BinaryClassification.Trainers.FeedForward("Answer", epochs: 1),
        _context.BinaryClassification.Trainers.FeedForward("Tags", "Town", epochs: 1),
        _context.MulticlassClassification.Trainers.FeedForward("Kind", epochs: 1),
        _context.Ranking.Trainers.FeedForward("Grade", epochs: 1),
    ];

    /// <summary>Rows without fault.</summary>
    private static IReadOnlyList<SampleRow> Good()
    {
        var rows = SampleRow.Rows(Rows);
        foreach (var row in rows)
        {
            row.Kind--;
        }

        return rows;
    }

    /// <summary>All rows are changed.</summary>
    private void Check(NetworkTrainer trainer, Action<SampleRow> change, params string[] parts)
    {
        var rows = Good();
        foreach (var row in rows)
        {
            change(row);
        }

        Refusal.OfRows(trainer, View(rows), View(Good()), parts);
    }

    /// <summary>Row 13 is changed.</summary>
    private void CheckRow(NetworkTrainer trainer, Action<SampleRow> change, params string[] parts)
    {
        var rows = Good();
        change(rows[13]);
        Refusal.OfRows(trainer, View(rows), View(Good()), parts);
    }

    private IDataView View(IReadOnlyList<SampleRow> rows)
    {
        var view = _context.Data.LoadFromEnumerable(rows);
        return _context.Transforms.Conversion.MapValueToKey("ColorKey", "Color").Fit(view).Transform(view);
    }
}
