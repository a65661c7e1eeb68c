using MLExtensions.AutoML;
using MLExtensions.AutoML.Reports.Importance;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>What is made of a search that has ended.</summary>
[TestClass]
public sealed class EnsembleAndReportTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The ensemble's probability of a row is the weighted mean of those of all folds' models of its trials, and its metric on the held-out rows is at least the best trial's.</summary>
    [TestMethod]
    public void CreateEnsemble_IsTheWeightedMeanOfItsTrialsModels_AndSavesAsOne()
    {
        using var result = SmallSearch.Networks().SetMaxModelToExplore(6).SetFolder(_folder["a"]).Run();
        using var ensemble = result.CreateEnsemble();
        var context = new MLContext(seed: 1);
        var rows = SmallRow.View(context, 50, seed: 7);
        Assert.AreEqual(1, ensemble.Trials.Sum(trial => trial.Weight), 1e-9);
        Assert.IsGreaterThanOrEqualTo(ensemble.BestTrialMetric, ensemble.Metric);
        Assert.AreEqual(result.Best.Metric!.Value, ensemble.BestTrialMetric, 1e-6);
        Assert.HasCount(2 * ensemble.Trials.Count, ensemble.Model.Members);

        double[] expected = new double[50];
        foreach (var trial in ensemble.Trials)
        {
            for (int fold = 0; fold < 2; fold++)
            {
                float[] probabilities = Probabilities(result.LoadModel(trial.TrialId, fold).Transform(rows));
                for (int row = 0; row < expected.Length; row++)
                {
                    expected[row] += trial.Weight / 2 * probabilities[row];
                }
            }
        }

        AssertClose(expected, Probabilities(ensemble.Model.Transform(rows)));
        string file = Path.Combine(_folder["a"], "ensemble.zip");
        context.Model.Save(ensemble.Model, rows.Schema, file);
        AssertClose(expected, Probabilities(new MLContext().Model.Load(file, out _).Transform(rows)));

        // Trained anew on the given rows each trial has one model.
        using var refit = result.CreateEnsemble(refitOn: SmallRow.View(context, 120));
        CollectionAssert.AreEqual(ensemble.Trials.ToArray(), refit.Trials.ToArray());
        Assert.HasCount(ensemble.Trials.Count, refit.Model.Members);
        Assert.IsGreaterThan(0.9, context.BinaryClassification.Evaluate(refit.Model.Transform(SmallRow.View(context, 300, seed: 9))).AreaUnderRocCurve);
    }

    [TestMethod]
    public void CreateEnsemble_ForAMetricOfOnesOwn_SaysThatItCannot()
    {
        using var result = SmallSearch.Networks().SetEvaluateMetric(new Constant()).SetMaxModelToExplore(1).Run();
        Assert.Contains("'Constant'", Assert.ThrowsExactly<InvalidOperationException>(() => result.CreateEnsemble()).Message);
    }

    [TestMethod]
    public void SaveReport_WritesAPageWithAllItsParts()
    {
        using var result = SmallSearch.Networks().SetMaxModelToExplore(5).Run();
        using var ensemble = result.CreateEnsemble();
        string file = Path.Combine(_folder["page"], "report.html");
        result.SaveReport(file, new ExperimentReportOptions { Title = "Small & tidy", Ensemble = ensemble, ImportanceData = SmallRow.View(new MLContext(), 60, seed: 3) });
        string page = File.ReadAllText(file);
        foreach (string part in new[] { "Small &amp; tidy", "Leaderboard", "Learning curves", "Confusion matrix", "Thresholds", "Feature importance", "Ensemble", "SmallNetwork", "SmallLinear" })
        {
            Assert.Contains(part, page);
        }
    }

    /// <summary>Features decide, the label and columns that the pipeline does not read are not listed; the loss of a column is the difference of two evaluations.</summary>
    [TestMethod]
    public void Importance_IsTheMetricsLossWithTheColumnOfOtherRows()
    {
        var context = new MLContext(seed: 1);
        var model = context.Transforms.CopyColumns("Copy", "Features").Append(context.BinaryClassification.Trainers.SdcaLogisticRegression("Label", "Copy")).Fit(SmallRow.View(context, 200));
        var rows = SmallRow.View(context, 80, seed: 4);
        var metric = TrialMetric.For(BinaryClassificationMetric.AreaUnderRocCurve, "Label", "PredictedLabel");
        var found = ColumnImportance.Measure(context, model, rows, metric, new ExperimentReportOptions { Repetitions = 2, Seed = 5 }, default);
        Assert.AreEqual("Features", found.Single().Feature);

        var random = new Random(5);
        double whole = metric.Evaluate(context, model.Transform(rows));
        double[] losses = [.. Enumerable.Range(0, 2).Select(_ => whole - metric.Evaluate(context, model.Transform(Turned(context, 80, (int)random.NextInt64(1, 80)))))];
        Assert.AreEqual(losses.Average(), found[0].Mean, 1e-9);
        Assert.IsGreaterThan(0.2, found[0].Mean);
    }

    /// <summary>The same rows, whose features are those of the row so many after them.</summary>
    private static IDataView Turned(MLContext context, int count, int shift)
    {
        var rows = SmallRow.Create(count, seed: 4);
        float[][] features = [.. rows.Select(row => row.Features)];
        for (int row = 0; row < count; row++)
        {
            rows[row].Features = features[(row + shift) % count];
        }

        return context.Data.LoadFromEnumerable(rows);
    }

    private static float[] Probabilities(IDataView scored) => [.. scored.GetColumn<float>("Probability")];

    private static void AssertClose(double[] expected, float[] found)
    {
        Assert.HasCount(expected.Length, found);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.AreEqual(expected[row], found[row], 1e-5, $"row {row}");
        }
    }

    private sealed class Constant : IEvaluateMetricManager
    {
        public string MetricName => nameof(Constant);

        public bool IsMaximize => true;

        public double Evaluate(MLContext context, IDataView eval) => 1;
    }
}
