using MLExtensions.AutoML;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Testing;

/// <summary>A network with a class of swept values of its own, as a user would write one.</summary>
public sealed class SmallNetwork : SweepableNetwork
{
    [Range(0.001f, 0.1f, 0.01f, true)]
    public override float LearningRate { get; set; } = 0.01f;

    [Range(2, 8, 4, false)]
    public int HiddenSize { get; set; } = 4;

    public override Architecture CreateArchitecture() => new FeedForward { HiddenLayers = [HiddenSize] };

    public static SweepableEstimator Sweepable(MLContext context, int epochs) =>
        context.Auto().Network(PredictionTask.BinaryClassification, nameof(SmallNetwork), defaultOption: new SmallNetwork { Epochs = epochs, Patience = 0 });
}
