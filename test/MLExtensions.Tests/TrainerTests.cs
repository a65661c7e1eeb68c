using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>What a network learns, and how training is steered.</summary>
[TestClass]
public sealed class TrainerTests
{
    private readonly MLContext _context = new(seed: 7);

    [TestMethod]
    public void Binary_LearnsWhatNoLinearModelCan()
    {
        var train = TestData.View(_context, TestData.Points(2000, seed: 1));
        var test = TestData.View(_context, TestData.Points(1000, seed: 2));

        var ours = _context.BinaryClassification.Evaluate(
            _context.BinaryClassification.Trainers.FeedForward(hiddenLayers: [32, 32], epochs: 30).Fit(train).Transform(test));
        var linear = _context.BinaryClassification.Evaluate(
            _context.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(train).Transform(test));

        Assert.IsGreaterThan(0.95, ours.Accuracy);
        Assert.IsLessThan(0.65, linear.Accuracy);
        Assert.IsGreaterThan(0.99, ours.AreaUnderRocCurve);
    }

    [TestMethod]
    public void Regression_PredictsInTheLabelsUnit()
    {
        var train = TestData.View(_context, TestData.Points(2000, seed: 1));
        var test = TestData.View(_context, TestData.Points(1000, seed: 2));

        var metrics = _context.Regression.Evaluate(
            _context.Regression.Trainers.FeedForward("Target", epochs: 30).Fit(train).Transform(test), "Target");

        Assert.IsGreaterThan(0.99, metrics.RSquared);
    }

    [TestMethod]
    public void Multiclass_OnHandwrittenDigits_IsAsGoodAsAnMlpShouldBe()
    {
        var split = _context.Data.TrainTestSplit(TestData.Digits(_context), testFraction: 0.25, seed: 1);
        var featurize = _context.Transforms.NormalizeMinMax("Features", "Pixels")
            .Append(_context.Transforms.Conversion.MapValueToKey("Label", "Number"));

        var ours = _context.MulticlassClassification.Evaluate(
            featurize.Append(_context.MulticlassClassification.Trainers.FeedForward(hiddenLayers: [64], epochs: 30))
                .Fit(split.TrainSet).Transform(split.TestSet));
        var linear = _context.MulticlassClassification.Evaluate(
            featurize.Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy())
                .Fit(split.TrainSet).Transform(split.TestSet));

        // scikit-learn's MLPClassifier reaches 0.961 to 0.989 on random splits of these rows.
        Assert.IsGreaterThan(0.94, ours.MicroAccuracy);
        Assert.IsGreaterThan(linear.MicroAccuracy - 0.01, ours.MicroAccuracy);
        Assert.IsLessThan(0.2, ours.LogLoss);
    }

    [TestMethod]
    public void SameSeed_GivesTheSameBits_ForOneTwoAndFourThreads()
    {
        var view = TestData.View(_context, TestData.Points(3000));
        float[][] scores = [.. ((int[])[1, 2, 4]).Select(threads => Train(new() { MaxDegreeOfParallelism = threads, Seed = 11 }))];

        CollectionAssert.AreEqual(scores[0], scores[1]);
        CollectionAssert.AreEqual(scores[0], scores[2]);
        CollectionAssert.AreNotEqual(scores[0], Train(new() { Seed = 12 }));

        float[] Train(NetworkTrainerOptions options) =>
            _context.Regression.Trainers.Network(options with
            {
                LabelColumnName = "Target",
                Epochs = 2,
                BatchSize = 1000,
                Architecture = new FeedForward { HiddenLayers = [256, 256], Dropout = 0.2f },
            }).Fit(view).Transform(view).Values<float>("Score");
    }

    [TestMethod]
    public void WithoutASeedInTheOptions_TheContextsSeedDecides()
    {
        var points = TestData.Points(100);
        float[] first = Scores(new MLContext(seed: 5));

        CollectionAssert.AreEqual(first, Scores(new MLContext(seed: 5)));
        CollectionAssert.AreNotEqual(first, Scores(new MLContext(seed: 6)));

        float[] Scores(MLContext context)
        {
            var view = TestData.View(context, points);
            return context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(view).Transform(view).Values<float>("Score");
        }
    }

    [TestMethod]
    public void ValidationColumn_HoldsItsRowsOutAndKeepsTheBestEpoch()
    {
        var model = _context.Regression.Trainers.Network(new()
        {
            LabelColumnName = "Target",
            ValidationColumnName = "Held",
            Epochs = 200,
            LearningRate = 0.01f,
            EarlyStopping = new() { Patience = 3 },
        }).Fit(TestData.View(_context, TestData.Points(500)));

        var history = model.Model.History!;
        var best = history.Epochs.MinBy(epoch => epoch.ValidationLoss)!;
        Assert.IsLessThan(200, history.Epochs.Count);
        Assert.AreEqual(best.Epoch, history.BestEpoch);
        Assert.AreEqual(StopReason.EarlyStopped, history.StopReason);
    }

    [TestMethod]
    public void Schedule_ChangesTheRatesOfTheHistory_AndTheOtherTrainingOptionsArriveToo()
    {
        var history = _context.Regression.Trainers.Network(new()
        {
            LabelColumnName = "Target",
            Epochs = 4,
            BatchSize = 16,
            LearningRate = 0.01f,
            Schedule = new StepDecay { StepSize = 2, Gamma = 0.5 },
            GradientClipping = new GradientClipping { MaximumNorm = 1 },
            AccumulationSteps = 4,
            MovingAverage = new MovingAverage { Decay = 0.9 },
        }).Fit(View(200)).Model.History!;

        CollectionAssert.AreEqual((float[])[0.01f, 0.01f, 0.005f, 0.005f], history.Epochs.Select(epoch => epoch.LearningRate).ToArray());
        Assert.IsTrue(history.Epochs.All(epoch => epoch.GradientNorm > 0));
    }

    [TestMethod]
    public void EveryTrainingOption_IsOneOfTheTrainersToo_WithTheSameDefault_AndArrives()
    {
        // The trainer has its own seed, log, progress and token; without weight decay AdamW is Adam.
        string[] own = ["Seed", "Log", "Progress", "CancellationToken", "Optimizer"];
        TrainingOptions defaults = new(), given = new NetworkTrainerOptions { MovingAverage = null }.ToTrainingOptions();
        Assert.AreEqual(new MovingAverage { Decay = 0.998 }, new NetworkTrainerOptions().ToTrainingOptions().MovingAverage);
        foreach (var option in typeof(TrainingOptions).GetProperties().Where(option => !own.Contains(option.Name)))
        {
            Assert.IsNotNull(typeof(NetworkTrainerOptions).GetProperty(option.Name), option.Name);
            Assert.AreEqual(option.GetValue(defaults), option.GetValue(given), option.Name);
        }

        var changed = new NetworkTrainerOptions
        {
            Epochs = 2,
            BatchSize = 3,
            LearningRate = 0.5f,
            WeightDecay = 0.25f,
            Optimizer = new Sgd(),
            Schedule = new StepDecay(),
            GradientClipping = new GradientClipping { MaximumNorm = 1 },
            AccumulationSteps = 4,
            MovingAverage = new MovingAverage(),
            DivergenceGuard = null,
            EarlyStopping = null,
            MaxDegreeOfParallelism = 1,
            Checkpoint = new CheckpointOptions { Path = "a" },
        };
        TrainingOptions arrived = changed.ToTrainingOptions();
        foreach (var option in typeof(TrainingOptions).GetProperties().Where(option => option.Name == "Optimizer" || !own.Contains(option.Name)))
        {
            Assert.AreNotEqual(option.GetValue(defaults), option.GetValue(arrived), option.Name);
        }
    }

    [TestMethod]
    public void TrainingOptionsOutOfRange_AreNamedWhereTheTrainerIsMade()
    {
        Check(new() { AccumulationSteps = 0 }, "AccumulationSteps is 0; expected at least 1.");
        Check(new() { Schedule = new StepDecay { StepSize = 0 } }, "StepSize is 0; expected at least 1.");
        Check(new() { Schedule = new LinearWarmUp { Then = new OneCycle { WarmUpFraction = 2 } } }, "WarmUpFraction is 2; expected at least 0 and at most 1.");
        Check(new() { GradientClipping = new() }, "GradientClipping has neither a MaximumNorm nor a MaximumValue");
        Check(new() { GradientClipping = new() { MaximumNorm = 0 } }, "MaximumNorm is 0; expected more than 0.");
        Check(new() { MovingAverage = new() { Decay = 1 } }, "Decay is 1; expected at least 0 and less than 1.");

        void Check(NetworkTrainerOptions options, string expected) => StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Regression.Trainers.Network(options)).Message, expected);
    }

    [TestMethod]
    public void FitWithValidationData_IsFitWithAValidationColumn()
    {
        var points = TestData.Points(500);
        var byColumn = Trainer("Held").Fit(TestData.View(_context, points));
        var bySet = Trainer(null).Fit(
            TestData.View(_context, points.Where(point => !point.Held)), TestData.View(_context, points.Where(point => point.Held)));

        CollectionAssert.AreEqual(
            byColumn.Model.History!.Epochs.Select(epoch => epoch.ValidationLoss).ToList(),
            bySet.Model.History!.Epochs.Select(epoch => epoch.ValidationLoss).ToList());

        NetworkTrainer Trainer(string? column) => _context.Regression.Trainers.Network(
            new() { LabelColumnName = "Target", ValidationColumnName = column, Epochs = 3, Seed = 1 });
    }

    [TestMethod]
    public void RowsOfWeightZero_CountForNothing()
    {
        var points = TestData.Points(400);
        var half = points.Take(200).ToList();
        foreach (var point in points.Skip(200))
        {
            point.Weight = 0;
            point.Target = 1e6f;
        }

        var model = _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", ExampleWeightColumnName = "Weight", Epochs = 100 })
            .Fit(TestData.View(_context, points));

        var metrics = _context.Regression.Evaluate(model.Transform(TestData.View(_context, half)), "Target");
        Assert.IsGreaterThan(0.9, metrics.RSquared);
    }

    [TestMethod]
    public void SeveralFeatureColumns_StandSideBySide()
    {
        var view = _context.Transforms.Concatenate("Both", "Features", "Weight").Fit(View(300)).Transform(View(300));
        float[] separate = Scores(["Features", "Weight"]);

        CollectionAssert.AreEqual(Scores(["Both"]), separate);

        float[] Scores(string[] columns) =>
            _context.Regression.Trainers.Network(new() { LabelColumnName = "Target", FeatureColumnNames = columns, Epochs = 2, Seed = 3 })
                .Fit(view).Transform(view).Values<float>("Score");
    }

    [TestMethod]
    public void AThousandFits_LeaveNoMemoryBehind()
    {
        var data = View(20);
        Fit(200);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        Fit(800);

        Assert.IsLessThan(200_000, GC.GetTotalMemory(forceFullCollection: true) - before, "bytes more on the heap");

        void Fit(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _ = _context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data);
            }
        }
    }

    [TestMethod]
    public void ToString_ShowsTheLayersAndTheirParameters()
    {
        string table = _context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(View(50)).ToString()!;

        StringAssert.Contains(table, "Linear");
        StringAssert.Contains(table, "40"); // 4 * 8 + 8
        StringAssert.Contains(table, "9"); // 8 * 1 + 1
        StringAssert.Contains(table, "49");
    }

    private IDataView View(int rows) => TestData.View(_context, TestData.Points(rows));
}
