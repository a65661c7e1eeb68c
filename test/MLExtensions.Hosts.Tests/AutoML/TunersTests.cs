using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>
/// What tuners propose, compared with what Microsoft.ML.AutoML 0.23.0 proposed in the same runs: the parameters of its trials, a line each, in the folder Recorded.
/// The runs are over `Auto().Regression(useLgbm: false)` with seed 7; losses and seconds are given by the trial's number.
/// </summary>
[TestClass]
public sealed class TunersTests
{
    [TestMethod]
    public void RandomSearch_OfASeed_ProposesWhatMLNetDoes()
    {
        Compare("random", experiment => experiment.SetRandomSearchTuner(), ByNumber);
        Compare("random-seed-5", experiment => experiment.SetRandomSearchTuner(5), ByNumber);
    }

    [TestMethod]
    public void GridSearch_ProposesWhatMLNetDoes() => Compare("grid-3", experiment => experiment.SetGridSearchTuner(3), ByNumber);

    [TestMethod]
    public void CostFrugal_OfASeed_ProposesWhatMLNetDoes() => Compare("cost-frugal", experiment => experiment.SetCostFrugalTuner(), ByNumber);

    /// <summary>Long enough for its steps to shrink and grow.</summary>
    [TestMethod]
    public void CostFrugal_TowardsANumberOfTrees_ProposesWhatMLNetDoes() => Compare(
        "cost-frugal-long",
        experiment => experiment.SetCostFrugalTuner(),
        settings => Math.Abs(Math.Log(settings.Parameter["_pipeline_"]["e0"]["NumberOfTrees"].AsType<double>()) - 5));

    [TestMethod]
    public void EciCostFrugal_OfASeed_ProposesWhatMLNetDoes() => Compare("eci-cost-frugal", experiment => experiment, ByNumber);

    private static double ByNumber(TrialSettings settings) => Math.Abs(Math.Sin(settings.TrialId * 1.7)) + 0.1;

    private static void Compare(string name, Func<AutoMLExperiment, AutoMLExperiment> setTuner, Func<TrialSettings, double> loss)
    {
        string[] recorded = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "AutoML", "Recorded", $"{name}.jsonl"));
        var context = new MLContext(7);
        var monitor = new RecordingMonitor();
        AutoMLExperiment experiment = context.Auto().CreateExperiment().SetPipeline(context.Auto().Regression(useLgbm: false)).SetMonitor(monitor);
        setTuner(experiment).SetTrialRunner(_ => new RecordingRunner([], loss)).SetMaxModelToExplore(recorded.Length).Run();
        Assert.HasCount(recorded.Length, monitor.Running);
        foreach ((string expected, TrialSettings settings) in recorded.Zip(monitor.Running))
        {
            AssertSame(JsonSerializer.Deserialize<Parameter>(expected)!, settings.Parameter, $"trial {settings.TrialId}");
        }
    }

    /// <summary>Numbers may differ in what another machine's logarithms round differently.</summary>
    private static void AssertSame(Parameter expected, Parameter actual, string at)
    {
        if (expected.ParameterType == ParameterType.Object)
        {
            CollectionAssert.AreEquivalent(expected.Keys.ToArray(), actual.Keys.ToArray(), at);
            foreach (string key in expected.Keys)
            {
                AssertSame(expected[key], actual[key], $"{at}, {key}");
            }
        }
        else if (expected.ParameterType is ParameterType.Number or ParameterType.Integer)
        {
            double value = expected.AsType<double>();
            Assert.AreEqual(value, actual.AsType<double>(), 1e-5 * Math.Max(Math.Abs(value), 1e-10), at);
        }
        else
        {
            Assert.AreEqual(expected.ToString(), actual.ToString(), at);
        }
    }
}
