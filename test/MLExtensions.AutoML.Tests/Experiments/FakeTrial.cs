using MLExtensions.AutoML;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>A trial that is never built: a fake dispatcher says what becomes of it.</summary>
public sealed class FakeTrial : SweepableNetwork
{
    [Range(0.0, 1.0, 0.5, false)]
    public double X { get; set; } = 0.5;

    public override Architecture CreateArchitecture() => throw new InvalidOperationException("A fake trial is not built.");

    /// <summary>An experiment over such trials, larger metrics being better.</summary>
    internal static ParallelExperiment Experiment(ITrialDispatcher dispatcher, string? folder = null, int rows = 20, int epochs = 100)
    {
        var context = new MLContext(seed: 1);
        var estimator = context.Auto().Network<FakeTrial>(PredictionTask.BinaryClassification, nameof(FakeTrial), defaultOption: new FakeTrial { Epochs = epochs });
        var experiment = context.Auto().CreateParallelExperiment()
            .SetPipeline(context.Transforms.CopyColumns("Same", "Features").Append(estimator))
            .SetDataset(SmallRow.View(context, rows), fold: 2)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.Accuracy)
            .SetParallelTrials(1)
            .SetDispatcher(dispatcher);
        return folder is null ? experiment : experiment.SetFolder(folder);
    }

    /// <summary>The value that a request is to try.</summary>
    internal static double XOf(string parameter) => TrialJson.ReadParameter(parameter)["e1"]["X"].AsType<double>();
}
