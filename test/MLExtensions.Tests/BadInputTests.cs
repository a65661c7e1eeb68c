using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>Errors name the column or the option, what was found, and what was expected.</summary>
[TestClass]
public sealed class BadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("Nothing", "Features")]
    [DataRow("Target", "Nothing")]
    public void AMissingColumn_IsNamed_InThePromiseAndInFit(string label, string features)
    {
        var trainer = _context.Regression.Trainers.FeedForward(label, features);

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(View().Schema.ToShape())).Message, "'Nothing'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(View())).Message, "'Nothing'");
    }

    [TestMethod]
    public void AFeatureColumnOfTheWrongType_IsNamedWithItsType()
    {
        var view = _context.Data.LoadFromEnumerable([new Dated { Day = new DateTime(2020, 1, 1) }, new Dated { Target = 1 }]);

        AssertMessage(_context.Regression.Trainers.FeedForward("Target", "Day"), view, "'Day'", "DateTime", "numbers or booleans", "dates to numbers");
        AssertMessage(_context.Regression.Trainers.FeedForward("Target", "Anything"), view, "'Anything'", "VarVector<Single>", "vector of known size");
    }

    [TestMethod]
    public void ALabelOfTheWrongType_IsNamedWithWhatTheTaskExpects()
    {
        AssertMessage(_context.Regression.Trainers.FeedForward("Color"), View(), "'Color'", "String", "number");
        AssertMessage(_context.BinaryClassification.Trainers.FeedForward("Color"), View(), "'Color'", "String", "Boolean");
        AssertMessage(_context.MulticlassClassification.Trainers.FeedForward("Target"), View(), "'Target'", "Single", "MapValueToKey");
    }

    [TestMethod]
    public void AValidationColumnThatIsNotBoolean_IsNamed() =>
        AssertMessage(_context.Regression.Trainers.Network(new() { LabelColumnName = "Target", ValidationColumnName = "Row" }), View(), "'Row'", "Int32", "Boolean");

    [TestMethod]
    [DataRow(true, "every")]
    [DataRow(false, "no")]
    public void AValidationColumnThatHoldsAllRowsOrNone_IsNamed(bool held, string rows)
    {
        var points = TestData.Points(20);
        points.ForEach(point => point.Held = held);

        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", ValidationColumnName = "Held" }).Fit(TestData.View(_context, points)));

        StringAssert.Contains(error.Message, $"column 'Held' is true in {rows} row");
    }

    [TestMethod]
    [DataRow(float.NaN, MissingValues.Error)]
    [DataRow(float.PositiveInfinity, MissingValues.Error)]
    [DataRow(float.PositiveInfinity, MissingValues.Indicator)]
    [DataRow(float.NegativeInfinity, MissingValues.Mean)]
    public void AFeatureThatIsNotFinite_IsNamedWithItsRowAndSlot(float value, MissingValues missing)
    {
        var points = TestData.Points(20);
        points[13].Features[2] = value;

        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", MissingValues = missing }).Fit(TestData.View(_context, points)));

        StringAssert.Contains(error.Message, "'Features', slot 2, row 13");
        StringAssert.Contains(error.Message, "ReplaceMissingValues");
    }

    [TestMethod]
    public void AValueThatIsNotFinite_IsSaidToBeInTheValidationData_WhereItIs()
    {
        var points = TestData.Points(20);
        points[13].Features[2] = float.PositiveInfinity;

        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _context.Regression.Trainers.FeedForward("Target").Fit(View(), TestData.View(_context, points)));

        StringAssert.Contains(error.Message, "validation data");
    }

    [TestMethod]
    public void ValidationDataWhoseKeysMeanOtherValues_IsAnError()
    {
        var points = TestData.Points(60);
        var others = points.OrderBy(point => point.Color == points[0].Color).ToList();
        var map = _context.Transforms.Conversion.MapValueToKey("Label", "Color");

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.FeedForward(epochs: 1).Fit(Mapped(points), Mapped(others)));

        StringAssert.Contains(error.Message, "'Label'");
        StringAssert.Contains(error.Message, "same fitted pipeline");

        IDataView Mapped(List<TestData.Point> rows)
        {
            var view = TestData.View(_context, rows);
            return map.Fit(view).Transform(view);
        }
    }

    [TestMethod]
    public void ATextLabelForTwoClasses_IsToldHowToBecomeBoolean() =>
        AssertMessage(_context.BinaryClassification.Trainers.FeedForward("Color"), View(), "'Color'", "String", "MapValue", "multiclass");

    [TestMethod]
    public void NoData_IsNamedAsTheArgumentThatItIs()
    {
        var trainer = _context.Regression.Trainers.FeedForward("Target", epochs: 1);

        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentNullException>(() => trainer.Fit(null!)).ParamName);
        Assert.AreEqual("trainData", Assert.ThrowsExactly<ArgumentNullException>(() => trainer.Fit(null!, View())).ParamName);
        Assert.AreEqual("columnsNeeded", Assert.ThrowsExactly<ArgumentNullException>(() => trainer.Fit(View()).Transform(View()).GetRowCursor(null!)).ParamName);
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
        Assert.IsTrue(Array.TrueForAll(model.Transform(View()).Values<float>("Score"), float.IsFinite));
    }

    [TestMethod]
    public void NoRows_OrNoLabel_IsAnError()
    {
        var trainer = _context.Regression.Trainers.FeedForward("Target");
        var unlabelled = TestData.Points(5);
        unlabelled.ForEach(point => point.Target = float.NaN);

        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(TestData.View(_context, []))).Message, "no rows");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(TestData.View(_context, unlabelled))).Message, "'Target' is missing in all 5");
    }

    [TestMethod]
    public void OneClassOnly_IsAnErrorThatNamesTheLabel()
    {
        var points = TestData.Points(50).Where(point => point.Label).ToList();

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => _context.BinaryClassification.Trainers.FeedForward().Fit(TestData.View(_context, points))).Message,
            "'Label' has one class only");
    }

    [TestMethod]
    public void ARateSoHighThatTheLossDiverges_IsAnErrorThatNamesTheRate()
    {
        var trainer = _context.Regression.Trainers.FeedForward("Target", learningRate: 1e6f, epochs: 5);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(View()));

        StringAssert.Contains(error.Message, "learning rate is 1E+06");
    }

    [TestMethod]
    public void AnOptionOutOfItsRange_IsNamed_WhenTheTrainerIsMade()
    {
        AssertOption(new() { Epochs = 0 }, nameof(NetworkTrainerOptions.Epochs));
        AssertOption(new() { BatchSize = 0 }, nameof(NetworkTrainerOptions.BatchSize));
        AssertOption(new() { LearningRate = 0 }, nameof(NetworkTrainerOptions.LearningRate));
        AssertOption(new() { LearningRate = 1e30f }, nameof(NetworkTrainerOptions.LearningRate));
        AssertOption(new() { LearningRate = float.NaN }, nameof(NetworkTrainerOptions.LearningRate));
        AssertOption(new() { WeightDecay = -1 }, nameof(NetworkTrainerOptions.WeightDecay));
        AssertOption(new() { MaxDegreeOfParallelism = 0 }, nameof(NetworkTrainerOptions.MaxDegreeOfParallelism));
        AssertOption(new() { EarlyStopping = new() { Patience = 0 } }, nameof(EarlyStopping.Patience));
        AssertOption(new() { Architecture = new FeedForward { Dropout = 1 } }, nameof(FeedForward.Dropout));
        AssertOption(new() { Architecture = new FeedForward { HiddenLayers = [16, 0] } }, nameof(FeedForward.HiddenLayers));
        AssertOption(new() { FeatureColumnNames = [] }, nameof(NetworkTrainerOptions.FeatureColumnNames));
        AssertOption(new() { LabelColumnName = "" }, nameof(NetworkTrainerOptions.LabelColumnName));
        AssertOption(new() { ExampleWeightColumnName = "" }, nameof(NetworkTrainerOptions.ExampleWeightColumnName));
        AssertOption(new() { ValidationColumnName = "" }, nameof(NetworkTrainerOptions.ValidationColumnName));
        AssertOption(new() { ValidationFraction = 1 }, nameof(NetworkTrainerOptions.ValidationFraction));
        AssertOption(new() { MaximumBins = 1 }, nameof(NetworkTrainerOptions.MaximumBins));
        AssertOption(new() { EmbeddingDimension = 0 }, nameof(NetworkTrainerOptions.EmbeddingDimension));
        AssertOption(new() { MinimumCategoryCount = 0 }, nameof(NetworkTrainerOptions.MinimumCategoryCount));
        AssertOption(new() { MaximumCategories = 0 }, nameof(NetworkTrainerOptions.MaximumCategories));
        AssertOption(new() { CacheMegabytes = 0 }, nameof(NetworkTrainerOptions.CacheMegabytes));
        AssertOption(new() { MissingValues = (MissingValues)7 }, nameof(NetworkTrainerOptions.MissingValues));
        AssertOption(new() { ColumnEncodings = new Dictionary<string, NumberEncoding> { ["Elsewhere"] = NumberEncoding.None } }, "Elsewhere");
        AssertOption(new() { Loss = new QuantileLoss { Quantile = 1 } }, nameof(QuantileLoss.Quantile));
    }

    [TestMethod]
    public void AnOptionOfAnotherTask_IsNamedWithItsTask()
    {
        AssertOption(new() { ClassWeights = [1, 2] }, "ClassWeights is for binary and multiclass");
        AssertOption(new() { BalanceClasses = true }, "BalanceClasses is for binary and multiclass");
        AssertOption(new() { RowGroupColumnName = "GroupId" }, "RowGroupColumnName is for ranking");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(new() { Loss = new HuberLoss() })).Message, "Loss is for regression");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(new() { ClassWeights = [0, 1] })).Message, "ClassWeights");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(new() { ClassWeights = [1, 1], BalanceClasses = true })).Message, "BalanceClasses");
    }

    private void AssertOption(NetworkTrainerOptions options, string name) =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => _context.Regression.Trainers.Network(options)).Message, name);

    private static void AssertMessage(NetworkTrainer trainer, IDataView data, params string[] parts)
    {
        string promised = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(data.Schema.ToShape())).Message;
        string fitted = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message;
        foreach (string part in parts)
        {
            StringAssert.Contains(promised, part);
            StringAssert.Contains(fitted, part);
        }
    }

    private sealed class Dated
    {
        public DateTime Day { get; set; }

        public float[] Anything { get; set; } = [];

        public float Target { get; set; }
    }

    private IDataView View() => TestData.View(_context, TestData.Points(60));
}
