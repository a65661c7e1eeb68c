// A network on a table of texts, numbers and missing values: will a flat be let within a week? It trains, says how good it is and whether its probabilities can be
// trusted, saves, loads and predicts one row.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLExtensions;
using MLExtensions.Networks;

// 320 flats, made up. The year of construction is missing in some rows, the heating in others: without MissingRealsAsNaNs ML.NET reads an empty number as 0.
var mlContext = new MLContext(seed: 1);
IDataView flats = mlContext.Data.LoadFromTextFile<Flat>(
    Path.Combine(AppContext.BaseDirectory, "flats.csv"), new TextLoader.Options { HasHeader = true, Separators = [','], MissingRealsAsNaNs = true });
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(flats, testFraction: 0.25);

// Columns go in as they are: texts are categories, numbers are standardised or binned within the network, and it is told which values are missing.
NetworkTransformer model = mlContext.BinaryClassification.Trainers.Network(new NetworkTrainerOptions
{
    LabelColumnName = nameof(Flat.Let),
    FeatureColumnNames = [nameof(Flat.District), nameof(Flat.Rooms), nameof(Flat.Area), nameof(Flat.Built), nameof(Flat.Furnished), nameof(Flat.Heating), nameof(Flat.Rent)],
    Architecture = new FeedForward { HiddenLayers = [32], Dropout = 0.2f },
    Epochs = 60,
}).Fit(split.TrainSet);
foreach (InputColumn column in model.Model.Input.Columns)
{
    Console.WriteLine(column);
}

// Evaluate, also whether of the flats that are given 80 % about 80 % were let. With so few rows the bins are wide.
IDataView scored = model.Transform(split.TestSet);
CalibratedBinaryClassificationMetrics metrics = mlContext.BinaryClassification.Evaluate(scored, nameof(Flat.Let));
Console.WriteLine($"{Environment.NewLine}accuracy {metrics.Accuracy:F3}, area under the ROC curve {metrics.AreaUnderRocCurve:F3}{Environment.NewLine}");
Console.WriteLine(mlContext.BinaryClassification.EvaluateCalibration(scored, nameof(Flat.Let), binCount: 5));

// Save, load, and predict a flat of which neither the year nor the heating is known, in a district that the network has not seen.
string file = Path.Combine(AppContext.BaseDirectory, "flats.zip");
mlContext.Model.Save(model, flats.Schema, file);
ITransformer loaded = new MLContext().Model.Load(file, out _);
using var engine = mlContext.Model.CreatePredictionEngine<Flat, Prediction>(loaded);
Prediction prediction = engine.Predict(new Flat { District = "Lakeside", Rooms = 3, Area = 70, Built = float.NaN, Rent = 900 });
Console.WriteLine($"{Environment.NewLine}{(prediction.PredictedLabel ? "Let" : "Not let")} within a week, with probability {prediction.Probability:F2} of being let.");

internal sealed class Flat
{
    [LoadColumn(0)]
    public string District { get; set; } = "";

    [LoadColumn(1)]
    public float Rooms { get; set; }

    [LoadColumn(2)]
    public float Area { get; set; }

    [LoadColumn(3)]
    public float Built { get; set; }

    [LoadColumn(4)]
    public bool Furnished { get; set; }

    [LoadColumn(5)]
    public string Heating { get; set; } = "";

    [LoadColumn(6)]
    public float Rent { get; set; }

    [LoadColumn(7)]
    public bool Let { get; set; }
}

internal sealed class Prediction
{
    public bool PredictedLabel { get; set; }

    public float Probability { get; set; }
}
