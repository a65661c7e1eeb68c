// From a CSV file to a report: networks and classical trainers tried in parallel, an ensemble of the best, saved, loaded and used. Arguments: seconds (30).
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using MLExtensions.AutoML;

uint seconds = args is [{ } first, ..] ? uint.Parse(first, CultureInfo.InvariantCulture) : 30;
string file = Path.Combine(AppContext.BaseDirectory, "flats.csv");

// What the columns are: texts that are categories, numbers, and "Let", which is to be predicted.
var mlContext = new MLContext(seed: 1);
ColumnInferenceResults inferred = mlContext.Auto().InferColumns(file, labelColumnName: "Let", groupColumns: false);
ColumnInformation columns = inferred.ColumnInformation;
IDataView flats = mlContext.Data.Cache(mlContext.Data.CreateTextLoader(inferred.TextLoaderOptions).Load(file));
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(flats, testFraction: 0.25, seed: 1);

// Classical trainers read what the featurizer makes; networks read the columns as they are.
SweepablePipeline pipeline = mlContext.Auto().Featurizer(split.TrainSet, columns).Append(
    mlContext.Auto().BinaryClassification("Let", useLgbm: false),
    mlContext.Auto().DeepBinaryClassification(split.TrainSet, columns));

using ExperimentResult result = mlContext.Auto().CreateParallelExperiment()
    .SetPipeline(pipeline)
    .SetDataset(split.TrainSet, fold: 4)
    .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, "Let")
    .SetTrainingTimeInSeconds(seconds)
    .SetProgress(new ConsoleSearchProgress())
    .Run();

foreach (TrialRecord trial in result.Leaderboard.Take(5))
{
    Console.WriteLine($"{trial.TrialId,4}  {trial.Metric:F4} ± {trial.FoldSpread:F4}  {trial.Seconds,6:F1} s  {trial.Pipeline}");
}

// The best trial again on all training rows, and several trials together.
ITransformer best = result.Refit(split.TrainSet);
using ExperimentEnsemble ensemble = result.CreateEnsemble();
Console.WriteLine($"test AUC: best {Auc(best):F4}, ensemble of {ensemble.Trials.Count} trials {Auc(ensemble.Model):F4}");

result.SaveReport("report.html", new ExperimentReportOptions { Title = "Let within a week?", Ensemble = ensemble, ImportanceData = split.TestSet });
mlContext.Model.Save(ensemble.Model, flats.Schema, "flats.zip");
ITransformer loaded = new MLContext().Model.Load("flats.zip", out _);
Console.WriteLine($"loaded again {Auc(loaded):F4}; see {Path.GetFullPath("report.html")}");

double Auc(ITransformer model) => mlContext.BinaryClassification.Evaluate(model.Transform(split.TestSet), "Let").AreaUnderRocCurve;
