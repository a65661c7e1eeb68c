using MLExtensions.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace MLExtensions.Tests.Ensembles;

/// <summary>What an ensemble predicts: the weighted mean of its members, which read raw columns with featurizers of their own.</summary>
[TestClass]
public sealed class WeightedEnsembleTests
{
    private const int Rows = 700;

    private readonly MLContext _context = new(seed: 1);
    private readonly IReadOnlyList<Customer> _customers = Customer.Rows(Rows);
    private readonly IDataView _data;

    public WeightedEnsembleTests() => _data = _context.Data.LoadFromEnumerable(_customers);

    [TestMethod]
    public void ARegressionEnsemble_GivesTheWeightedMeanOfScores()
    {
        ITransformer[] members = RegressionMembers();

        var scored = _context.Model.Ensemble(members, [1, 2, 5], _data.Schema).Transform(_data);

        float[][] scores = [.. members.Select(member => member.Transform(_data).Values<float>("Score"))];
        float[] actual = scored.Values<float>("Score");
        for (int row = 0; row < Rows; row++)
        {
            Assert.AreEqual((scores[0][row] + (2.0 * scores[1][row]) + (5.0 * scores[2][row])) / 8, actual[row], 1e-5 * Math.Abs(actual[row]), $"row {row}");
        }

        Assert.IsGreaterThan(0.8, _context.Regression.Evaluate(scored, "Spent").RSquared);
    }

    [TestMethod]
    public void TheOutput_HasTheInputsColumnsAndTheScoreColumnsAlone()
    {
        var regression = _context.Model.Ensemble(RegressionMembers(), [1, 1, 1], _data.Schema);
        var binary = _context.Model.Ensemble(BinaryMembers(), [1, 1, 1], _data.Schema);

        string[] input = [.. _data.Schema.Select(column => column.Name)];
        CollectionAssert.AreEqual((string[])[.. input, "Score"], regression.GetOutputSchema(_data.Schema).Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual((string[])[.. input, "PredictedLabel", "Score", "Probability"], binary.GetOutputSchema(_data.Schema).Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void ABinaryEnsemble_GivesTheWeightedMeanOfProbabilities_ItsLogOdds_AndItsSign()
    {
        ITransformer[] members = BinaryMembers();

        var scored = _context.Model.Ensemble(members, [3, 1, 2], _data.Schema).Transform(_data);

        float[][] parts = [.. members.Select(member => member.Transform(_data).Values<float>("Probability"))];
        float[] probabilities = scored.Values<float>("Probability"), scores = scored.Values<float>("Score");
        bool[] predicted = scored.Values<bool>("PredictedLabel");
        for (int row = 0; row < Rows; row++)
        {
            double mean = ((3.0 * parts[0][row]) + parts[1][row] + (2.0 * parts[2][row])) / 6;
            Assert.AreEqual(mean, probabilities[row], 1e-6, $"row {row}");
            Assert.AreEqual(Math.Log(mean / (1 - mean)), scores[row], 1e-4 * Math.Max(1, Math.Abs(scores[row])), $"row {row}");
            Assert.AreEqual(mean > 0.5, predicted[row], $"row {row}");
        }

        var metrics = _context.BinaryClassification.Evaluate(scored, "Bought");
        Assert.IsGreaterThan(0.85, metrics.AreaUnderRocCurve);
        Assert.AreEqual(predicted.Zip(_customers).Count(pair => pair.First == pair.Second.Bought) / (double)Rows, metrics.Accuracy, 1e-9);
    }

    [TestMethod]
    public void ABinaryMemberWithoutProbability_IsTakenThroughItsSigmoid()
    {
        var trees = BinaryMembers()[1];
        var withoutProbability = BinaryChain(_context.BinaryClassification.Trainers.FastTree("Bought", numberOfLeaves: 4, numberOfTrees: 8)
            .Append(_context.Transforms.DropColumns("Probability")));
        var sigmoid = new ProbabilitySigmoid(0.7, -0.25);

        var ensemble = _context.Model.Ensemble([trees, withoutProbability], [1, 3], _data.Schema, [null, sigmoid]);

        var scored = SaveAndLoad(ensemble).Transform(_data);
        float[] known = trees.Transform(_data).Values<float>("Probability"), raw = withoutProbability.Transform(_data).Values<float>("Score");
        float[] actual = scored.Values<float>("Probability");
        for (int row = 0; row < Rows; row++)
        {
            Assert.AreEqual((0.25 * known[row]) + (0.75 / (1 + Math.Exp(-((0.7 * raw[row]) - 0.25)))), actual[row], 1e-6, $"row {row}");
        }
    }

    [TestMethod]
    public void MembersThatAreSure_GiveAFiniteScore()
    {
        var certain = new GivenProbability(_context, [0, 1, 1e-38f, 0.99999994f, float.NaN]);

        var scored = _context.Model.Ensemble([certain, certain], [1, 1], certain.Input.Schema).Transform(certain.Input);

        float[] scores = scored.Values<float>("Score"), probabilities = scored.Values<float>("Probability");
        Assert.IsTrue(scores.Take(4).All(float.IsFinite), string.Join(' ', scores));
        Assert.IsTrue(scores[0] < scores[2] && scores[2] < scores[3] && scores[3] < scores[1], string.Join(' ', scores));
        CollectionAssert.AreEqual(new[] { 0f, 1, 0, 1 }, probabilities.Take(4).Select(value => MathF.Round(value)).ToArray());
        Assert.IsTrue(float.IsNaN(scores[4]) && float.IsNaN(probabilities[4]));
        CollectionAssert.AreEqual(new[] { false, true, false, true, false }, scored.Values<bool>("PredictedLabel"));
    }

    [TestMethod]
    public void MulticlassMembers_WhoseClassesStandInOtherOrders_AreAveragedClassByClass()
    {
        ITransformer[] members = [SegmentModel(["gone", "new", "regular"]), SegmentModel(["regular", "gone", "new"]), SegmentModel(["new", "regular", "gone"])];

        var scored = _context.Model.Ensemble(members, [1, 1, 2], _data.Schema).Transform(_data);

        Assert.AreEqual("gone,new,regular", SlotNames(scored));
        float[][][] parts = [.. members.Select(member => member.Transform(_data).Vectors("Score"))];
        float[][] actual = scored.Vectors("Score");
        uint[] predicted = scored.Values<uint>("PredictedLabel");
        string[] classes = ["gone", "new", "regular"];
        int[][] places = [[0, 1, 2], [1, 2, 0], [2, 0, 1]];
        int right = 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.AreEqual((parts[0][row][places[0][i]] + parts[1][row][places[1][i]] + (2.0 * parts[2][row][places[2][i]])) / 4, actual[row][i], 1e-6, $"row {row}, {classes[i]}");
            }

            Assert.AreEqual(Array.IndexOf(actual[row], actual[row].Max()) + 1, (int)predicted[row]);
            right += classes[predicted[row] - 1] == _customers[row].Segment ? 1 : 0;
        }

        Assert.IsGreaterThan(0.7 * Rows, right);
        var text = _context.Transforms.Conversion.MapKeyToValue("Text", "PredictedLabel").Fit(scored).Transform(scored);
        Assert.AreEqual(classes[predicted[0] - 1], text.Values<ReadOnlyMemory<char>>("Text")[0].ToString());
    }

    [TestMethod]
    public void AMemberThatDoesNotKnowAClass_SaysZeroOfIt()
    {
        var all = SegmentModel(["gone", "new", "regular"]);
        var two = SegmentModel(["regular", "gone"]);

        var scored = _context.Model.Ensemble([two, all], [1, 1], _data.Schema).Transform(_data);

        Assert.AreEqual("gone,new,regular", SlotNames(scored));
        float[][] less = two.Transform(_data).Vectors("Score"), more = all.Transform(_data).Vectors("Score"), actual = scored.Vectors("Score");
        for (int row = 0; row < Rows; row++)
        {
            Assert.AreEqual((more[row][0] + less[row][1]) / 2, actual[row][0], 1e-6);
            Assert.AreEqual(more[row][1] / 2, actual[row][1], 1e-6);
            Assert.AreEqual((more[row][2] + less[row][0]) / 2, actual[row][2], 1e-6);
        }
    }

    [TestMethod]
    public void AMulticlassEnsemble_IsEvaluatedAsATrainersModel()
    {
        var keyed = _context.Transforms.Conversion.MapValueToKey("Key", "Segment").Fit(_data).Transform(_data);
        IEstimator<ITransformer>[] estimators =
        [
            _context.MulticlassClassification.Trainers.Network(new() { LabelColumnName = "Key", FeatureColumnNames = ["Age", "Income", "Town"], Epochs = 20 }),
            Customer.Featurizer(_context).Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key")),
        ];

        var scored = _context.Model.Ensemble([.. estimators.Select(estimator => estimator.Fit(keyed))], [1, 1], keyed.Schema).Transform(keyed);

        var metrics = _context.MulticlassClassification.Evaluate(scored, "Key");
        Assert.IsGreaterThan(0.75, metrics.MicroAccuracy);
        Assert.IsLessThan(0.8, metrics.LogLoss);
        CollectionAssert.AreEqual(new[] { "new", "regular", "gone" }.Order().ToArray(), SlotNames(scored).Split(',').Order().ToArray());
    }

    // The member that knows all classes is left out, those that remain have another order.
    [TestMethod]
    [DataRow(1)]
    [DataRow(0)]
    public void TheLabelThatMembersMake_IsHandedOnInTheEnsemblesOrder_SoThatEvaluatorsFindIt(int weightOfTheLargest)
    {
        ITransformer[] members = [SegmentModel(["regular", "gone"]), SegmentModel(["gone", "new", "regular"]), SegmentModel(["new", "regular", "gone"])];
        ITransformer ensemble = _context.Model.Ensemble(members, [1, weightOfTheLargest, 2], _data.Schema, labelColumnName: "Segment");

        foreach (var model in new[] { ensemble, SaveAndLoad(ensemble) })
        {
            var scored = model.Transform(_data);

            string[] classes = SlotNames(scored).Split(',');
            uint[] labels = scored.Values<uint>("Segment"), predicted = scored.Values<uint>("PredictedLabel");
            CollectionAssert.AreEqual(_customers.Select(customer => customer.Segment).ToArray(), labels.Select(label => classes[label - 1]).ToArray());
            var back = _context.Transforms.Conversion.MapKeyToValue("Text", "Segment").Fit(scored).Transform(scored);
            Assert.AreEqual(_customers[0].Segment, back.Values<ReadOnlyMemory<char>>("Text")[0].ToString());
            Assert.AreEqual(labels.Zip(predicted).Count(pair => pair.First == pair.Second) / (double)Rows, _context.MulticlassClassification.Evaluate(scored, "Segment").MicroAccuracy, 1e-9);

            using var engine = _context.Model.CreatePredictionEngine<Customer, SegmentPrediction>(model, _data.Schema);
            for (int row = 0; row < 20; row++)
            {
                Assert.AreEqual(labels[row], engine.Predict(_customers[row]).Segment);
            }
        }
    }

    [TestMethod]
    public void ALabelThatMembersLeaveAsItIs_OrDoNotHave_IsTheInputs()
    {
        foreach (string label in new[] { "Spent", "Nowhere", "Features" })
        {
            var ensemble = _context.Model.Ensemble(RegressionMembers(), [1, 1, 1], _data.Schema, labelColumnName: label);
            CollectionAssert.AreEqual((string[])[.. _data.Schema.Select(column => column.Name), "Score"], ensemble.GetOutputSchema(_data.Schema).Select(column => column.Name).ToArray());
        }
    }

    [TestMethod]
    public void APredictionEngine_GivesWhatACursorGives()
    {
        var ensemble = _context.Model.Ensemble(BinaryMembers(), [3, 1, 2], _data.Schema);
        var scored = ensemble.Transform(_data);
        float[] probabilities = scored.Values<float>("Probability");
        using var engine = _context.Model.CreatePredictionEngine<Customer, Prediction>(SaveAndLoad(ensemble));

        for (int row = 0; row < Rows; row++)
        {
            var prediction = engine.Predict(_customers[row]);
            Assert.AreEqual(probabilities[row], prediction.Probability, 1e-5, $"row {row}");
            Assert.AreEqual(row, prediction.Row);
        }
    }

    [TestMethod]
    public void ShuffledCursors_KeepAllMembersScoresBesideTheirRows()
    {
        // One member hands the generator on to the rows, the other draws a seed of its own from it.
        var cached = _context.Data.Cache(_data);
        ITransformer[] members = RegressionMembers();
        var scored = _context.Model.Ensemble(members, [1, 1, 1], cached.Schema).Transform(cached);
        float[] expected = scored.Values<float>("Score");
        Assert.IsTrue(scored.CanShuffle);

        DataViewSchema.Column[] columns = [scored.Schema["Row"], scored.Schema["Score"]];
        var shuffled = RowReading.Read(scored, columns, new Random(4));
        float[] alone = scored.Values<float>("Score", new Random(4));

        Assert.IsFalse(shuffled.Select(row => (int)row.Values[0]).SequenceEqual(Enumerable.Range(0, Rows)), "the rows came unshuffled");
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Rows).ToArray(), shuffled.Select(row => (int)row.Values[0]).ToArray());
        for (int i = 0; i < Rows; i++)
        {
            Assert.AreEqual(expected[(int)shuffled[i].Values[0]], (float)shuffled[i].Values[1], 1e-3f);
            Assert.AreEqual((float)shuffled[i].Values[1], alone[i], 1e-3f);
        }
    }

    [TestMethod]
    public void ACursor_ReadsEachMembersViewOnce_AndNoMemberRowByRow()
    {
        RecordedTransformer[] members = [.. RegressionMembers().Select(member => new RecordedTransformer(member))];
        var scored = _context.Model.Ensemble(members, [1, 1, 1], _data.Schema).Transform(_data);

        Assert.AreEqual(0, members.Sum(member => member.Cursors));
        RowReading.Read(scored, [.. scored.Schema]);

        foreach (var member in members)
        {
            Assert.AreEqual(1, member.Cursors);
            Assert.AreEqual(0, member.Mappers);
        }

        RowReading.Read(scored, [scored.Schema["Age"]]);
        Assert.AreEqual(3, members.Sum(member => member.Cursors), "a cursor that reads no score scores nothing");
    }

    [TestMethod]
    public void AMemberOfWeightZero_IsLeftOut_AndDisposingTheEnsembleDisposesTheOthers()
    {
        RecordedTransformer[] members = [.. RegressionMembers().Select(member => new RecordedTransformer(member))];
        var ensemble = _context.Model.Ensemble(members, [0, 1, 3], _data.Schema);

        CollectionAssert.AreEqual(new[] { 0.25, 0.75 }, ensemble.Members.Select(member => member.Weight).ToArray());
        CollectionAssert.AreEqual(members.Skip(1).ToArray(), ensemble.Members.Select(member => member.Model).ToArray());
        ensemble.Dispose();
        ensemble.Dispose();

        CollectionAssert.AreEqual(new[] { false, true, true }, members.Select(member => member.IsDisposed).ToArray());
    }

    [TestMethod]
    public void AnEnsembleOfOne_GivesTheMembersScores()
    {
        var member = RegressionMembers()[2];

        var scored = _context.Model.Ensemble([member], [17], _data.Schema).Transform(_data);

        CollectionAssert.AreEqual(member.Transform(_data).Values<float>("Score"), scored.Values<float>("Score"));
    }

    [TestMethod]
    public void SixteenThreads_WithCursorsAndEngines_GetTheSameScores()
    {
        var ensemble = SaveAndLoad(_context.Model.Ensemble(RegressionMembers(), [1, 1, 1], _data.Schema));
        float[] expected = ensemble.Transform(_data).Values<float>("Score");

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, thread =>
        {
            if (thread % 2 == 0)
            {
                CollectionAssert.AreEqual(expected, ensemble.Transform(_data).Values<float>("Score"));
                return;
            }

            using var engine = _context.Model.CreatePredictionEngine<Customer, Prediction>(ensemble, new PredictionEngineOptions { OwnsTransformer = false });
            for (int row = 0; row < Rows; row++)
            {
                Assert.AreEqual(expected[row], engine.Predict(_customers[row]).Score, CursorChecks.Tolerance * Math.Abs(expected[row]));
            }
        });
    }

    private ITransformer[] RegressionMembers() =>
    [
        Customer.Featurizer(_context).Append(_context.Regression.Trainers.Sdca("Spent", maximumNumberOfIterations: 20)).Fit(_data),
        Customer.Featurizer(_context).Append(_context.Regression.Trainers.FastTree("Spent", numberOfLeaves: 6, numberOfTrees: 30)).Fit(_data),
        _context.Regression.Trainers.Network(new() { LabelColumnName = "Spent", FeatureColumnNames = ["Age", "Income", "Town"], Epochs = 20 }).Fit(_data),
    ];

    private ITransformer[] BinaryMembers() =>
    [
        BinaryChain(_context.BinaryClassification.Trainers.SdcaLogisticRegression("Bought", maximumNumberOfIterations: 20)),
        BinaryChain(_context.BinaryClassification.Trainers.FastTree("Bought", numberOfLeaves: 4, numberOfTrees: 8)),
        _context.BinaryClassification.Trainers.Network(new() { LabelColumnName = "Bought", FeatureColumnNames = ["Age", "Income", "Town"], Epochs = 20 }).Fit(_data),
    ];

    private ITransformer BinaryChain(IEstimator<ITransformer> trainer) => Customer.Featurizer(_context).Append(trainer).Fit(_data);

    /// <summary>A chain that makes the label's key itself, with the classes in this order; rows of others have no label for it.</summary>
    private ITransformer SegmentModel(string[] classes)
    {
        var known = _context.Data.LoadFromEnumerable(classes.Select(name => new SegmentName { Value = name }));
        return _context.Transforms.Conversion.MapValueToKey("Segment", "Segment", keyData: known)
            .Append(Customer.Featurizer(_context))
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Segment", maximumNumberOfIterations: 20))
            .Fit(_data);
    }

    private static string SlotNames(IDataView scored)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        return string.Join(',', names.DenseValues());
    }

    private ITransformer SaveAndLoad(ITransformer model) => new MLContext().Model.Load(new MemoryStream(ModelArchive.Save(_context, model, _data)), out _);

    private sealed class SegmentName
    {
        public string Value { get; set; } = "";
    }

    private sealed class SegmentPrediction
    {
        [KeyType(3)]
        public uint Segment { get; set; }
    }

    private sealed class Prediction
    {
        public int Row { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
