using System.Text.RegularExpressions;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>The README's examples are the code of the first test, and of the AutoML project's; the second compares the texts.</summary>
[TestClass]
public sealed partial class ReadMeTests
{
    [TestMethod]
    public void TheExamples_TrainNetworksOnTheDigitsAndTheFlats()
    {
        using var folder = new CurrentFolder();
        folder.Copy("examples/data/digits.csv");
        // README
        var mlContext = new MLContext(seed: 1);
        var data = mlContext.Data.LoadFromTextFile<Digit>("examples/data/digits.csv", separatorChar: ',');
        var split = mlContext.Data.TrainTestSplit(data, testFraction: 0.2);

        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", "Number")
            .Append(mlContext.MulticlassClassification.Trainers.FeedForward("Label", "Pixels", hiddenLayers: [128, 64]));

        var model = pipeline.Fit(split.TrainSet);
        var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Console.WriteLine($"accuracy {metrics.MicroAccuracy:F3}");
        mlContext.Model.Save(model, data.Schema, "digits.zip");
        // end

        Assert.IsGreaterThan(0.93, metrics.MicroAccuracy);
        Assert.IsTrue(File.Exists("digits.zip"));
        StringAssert.Contains(ReadMe(), model.LastTransformer.ToString());

        folder.Copy("examples/data/flats.csv");

        // README
        var flats = mlContext.Data.LoadFromTextFile<Flat>("examples/data/flats.csv", new TextLoader.Options { HasHeader = true, Separators = [','], MissingRealsAsNaNs = true });
        var halves = mlContext.Data.TrainTestSplit(flats, testFraction: 0.25);

        var letSoon = mlContext.BinaryClassification.Trainers.Network(new NetworkTrainerOptions
        {
            LabelColumnName = "Let",
            FeatureColumnNames = ["District", "Rooms", "Area", "Built", "Furnished", "Heating", "Rent"],
        }).Fit(halves.TrainSet);

        var scored = letSoon.Transform(halves.TestSet);
        Console.WriteLine($"AUC {mlContext.BinaryClassification.Evaluate(scored, "Let").AreaUnderRocCurve:F3}");
        Console.WriteLine(mlContext.BinaryClassification.EvaluateCalibration(scored, "Let", binCount: 5));
        // end

        Assert.IsGreaterThan(0.65, mlContext.BinaryClassification.Evaluate(scored, "Let").AreaUnderRocCurve);
        Assert.AreEqual(0, mlContext.BinaryClassification.EvaluateCalibration(scored, "Let").SkippedRowCount);

        folder.Copy("examples/data/requests.csv");

        // README
        var requests = mlContext.Data.LoadFromTextFile<Request>("examples/data/requests.csv", new TextLoader.Options { HasHeader = true, Separators = [','], AllowQuoting = true });
        var some = mlContext.Data.TrainTestSplit(requests, testFraction: 0.25);

        var byTeam = mlContext.Transforms.Conversion.MapValueToKey("Label", "Team")
            .Append(mlContext.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
            {
                FeatureColumnNames = ["Text"],
                Architecture = new TextConvolutional { EmbeddingSize = 64, Channels = 32 },
            }))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(some.TrainSet);

        Console.WriteLine($"accuracy {mlContext.MulticlassClassification.Evaluate(byTeam.Transform(some.TestSet)).MicroAccuracy:F3}");
        // end

        Assert.IsGreaterThan(0.9, mlContext.MulticlassClassification.Evaluate(byTeam.Transform(some.TestSet)).MicroAccuracy);

        // README
        var parts = mlContext.Data.TrainTestSplit(split.TrainSet, testFraction: 0.1);
        var featurizer = mlContext.Transforms.Conversion.MapValueToKey("Label", "Number").Fit(parts.TrainSet);

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };

        var network = mlContext.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
        {
            FeatureColumnNames = ["Pixels"],
            Architecture = new FeedForward { HiddenLayers = [128, 64], Dropout = 0.2f },
            Epochs = 200,
            EarlyStopping = new EarlyStopping { Patience = 5 },
            Progress = new ConsoleProgress(),
            CancellationToken = stop.Token,
        }).Fit(featurizer.Transform(parts.TrainSet), featurizer.Transform(parts.TestSet));

        Console.WriteLine($"{network.Model.History!.StopReason}, best epoch {network.Model.History.BestEpoch}");
        var wholeModel = featurizer.Append(network);
        // end

        Assert.AreEqual(StopReason.EarlyStopped, network.Model.History.StopReason);
        Assert.IsGreaterThan(0.93, mlContext.MulticlassClassification.Evaluate(wholeModel.Transform(split.TestSet)).MicroAccuracy);
    }

    [TestMethod]
    public void TheExamplesInTheReadMe_AreTheCodeThatRan()
    {
        string source = Repository.Read("test", "MLExtensions.Tests", "ReadMeTests.cs") + Repository.Read("test", "MLExtensions.AutoML.Tests", "ReadMeTests.cs");
        string[] ran = [.. Example().Matches(source).Select(match => string.Join('\n', match.Groups[1].Value.Split('\n').Select(line => line.Length >= 8 ? line[8..] : line)).Trim())];
        string[] shown = [.. Shown().Matches(ReadMe()).Select(match => match.Groups[1].Value.Trim())];

        Assert.HasCount(5, ran);
        CollectionAssert.AreEquivalent(ran, shown);
    }

    private static string ReadMe() => Repository.Read("README.md");

    [GeneratedRegex(@"// README\n(.*?)// end\n", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("```csharp\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();

    public sealed class Digit
    {
        [LoadColumn(0, 63)]
        [VectorType(64)]
        public float[] Pixels { get; set; } = [];

        [LoadColumn(64)]
        public int Number { get; set; }
    }
}
