// Trains a network to read handwritten digits beside ML.NET's linear trainer, saves it, and predicts with it in a second process.
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLExtensions;
using MLExtensions.Networks;

if (args is ["predict", var savedModel, var pixels])
{
    Predict(savedModel, pixels);
    return 0;
}

// Load 8 x 8 images, a row each: 64 pixels from 0 to 16, then the digit.
var mlContext = new MLContext(seed: 1);
IDataView images = mlContext.Data.LoadFromTextFile<Image>(Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',');
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(images, testFraction: 0.25, seed: 1);

// Featurise: digits to keys, pixels to 0..1. Both trainers get the same pipeline.
var featurizer = mlContext.Transforms.Conversion
    .MapValueToKey("Label", nameof(Image.Digit), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
    .Append(mlContext.Transforms.NormalizeMinMax("Features", nameof(Image.Pixels)))
    .AppendCacheCheckpoint(mlContext);

// Train and evaluate.
var trainers = mlContext.MulticlassClassification.Trainers;
var table = new List<string> { $"{"Trainer",-20}{"Accuracy",10}{"Log-loss",10}{"Seconds",10}" };
ITransformer model = Train("FeedForward", trainers.FeedForward(
    hiddenLayers: [128, 64], dropout: 0.2f, epochs: 50, batchSize: 32, progress: new ConsoleProgress()));
Train("SdcaMaximumEntropy", trainers.SdcaMaximumEntropy());
Console.WriteLine($"{Environment.NewLine}{string.Join(Environment.NewLine, table)}{Environment.NewLine}");

// Save, and predict a row that was not trained on in a process that has only the file.
string modelFile = Path.Combine(AppContext.BaseDirectory, "model.zip");
mlContext.Model.Save(model, images.Schema, modelFile);
Image unseen = mlContext.Data.CreateEnumerable<Image>(split.TestSet, reuseRowObject: false).First();
Console.WriteLine($"Saved {modelFile}; a second process reads an image of a {unseen.Digit} with it:");
using var second = Process.Start("dotnet", [typeof(Image).Assembly.Location, "predict", modelFile, string.Join(',', unseen.Pixels)]);
second.WaitForExit();
return second.ExitCode;

ITransformer Train(string name, IEstimator<ITransformer> trainer)
{
    var watch = Stopwatch.StartNew();
    var trained = featurizer.Append(trainer)
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedDigit", "PredictedLabel"))
        .Fit(split.TrainSet);
    double seconds = watch.Elapsed.TotalSeconds;
    MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(trained.Transform(split.TestSet));
    table.Add($"{name,-20}{metrics.MicroAccuracy,10:0.0000}{metrics.LogLoss,10:0.0000}{seconds,10:0.00}");
    return trained;
}

static void Predict(string modelFile, string pixels)
{
    var mlContext = new MLContext();
    ITransformer model = mlContext.Model.Load(modelFile, out _);
    using var engine = mlContext.Model.CreatePredictionEngine<Image, Prediction>(model);
    Prediction prediction = engine.Predict(new Image { Pixels = [.. pixels.Split(',').Select(float.Parse)] });
    Console.WriteLine($"It is a {prediction.PredictedDigit}, with probability {prediction.Score.Max():0.0000}.");
}

internal sealed class Image
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64)]
    public string Digit { get; set; } = "";
}

internal sealed class Prediction
{
    public string PredictedDigit { get; set; } = "";

    public float[] Score { get; set; } = [];
}
