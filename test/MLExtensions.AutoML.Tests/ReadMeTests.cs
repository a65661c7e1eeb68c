using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML.Tests;

/// <summary>The README's search; that it is the code that ran is a test of MLExtensions.Tests.</summary>
[TestClass]
public sealed class ReadMeTests
{
    [TestMethod]
    public void TheSearch_GivesAnEnsembleThatIsSavedAndAReport()
    {
        using var folder = new CurrentFolder();
        folder.Copy("examples/data/flats.csv");
        var mlContext = new MLContext(seed: 1);
        var flats = mlContext.Data.LoadFromTextFile<Flat>("examples/data/flats.csv", new TextLoader.Options { HasHeader = true, Separators = [','], MissingRealsAsNaNs = true });
        var halves = mlContext.Data.TrainTestSplit(flats, testFraction: 0.25);

        // README
        var columns = mlContext.Auto().InferColumns("examples/data/flats.csv", labelColumnName: "Let", groupColumns: false).ColumnInformation;
        var all = mlContext.Auto().Featurizer(halves.TrainSet, columns).Append(
            mlContext.Auto().BinaryClassification("Let", useLgbm: false),
            mlContext.Auto().DeepBinaryClassification(halves.TrainSet, columns));

        using var search = mlContext.Auto().CreateParallelExperiment()
            .SetPipeline(all)
            .SetDataset(halves.TrainSet, fold: 5)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, "Let")
            .SetTrainingTimeInSeconds(10)
            .SetProgress(new ConsoleSearchProgress())
            .Run();

        var best = search.Refit(halves.TrainSet);
        using var ensemble = search.CreateEnsemble(refitOn: halves.TrainSet);
        foreach (var found in new[] { best, ensemble.Model })
        {
            Console.WriteLine($"AUC {mlContext.BinaryClassification.Evaluate(found.Transform(halves.TestSet), "Let").AreaUnderRocCurve:F3}");
        }

        search.SaveReport("report.html", new ExperimentReportOptions { Ensemble = ensemble, ImportanceData = halves.TestSet });
        mlContext.Model.Save(ensemble.Model, flats.Schema, "flats.zip");
        // end

        Assert.IsGreaterThan(0.65, mlContext.BinaryClassification.Evaluate(best.Transform(halves.TestSet), "Let").AreaUnderRocCurve);
        Assert.IsGreaterThan(0.65, mlContext.BinaryClassification.Evaluate(mlContext.Model.Load("flats.zip", out _).Transform(halves.TestSet), "Let").AreaUnderRocCurve);
        StringAssert.Contains(File.ReadAllText("report.html"), "</html>");
    }
}
