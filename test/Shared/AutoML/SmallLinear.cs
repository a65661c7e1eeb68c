using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;

namespace MLExtensions.Testing;

/// <summary>A classical trainer on one thread, so that it gives the same model each time.</summary>
public sealed class SmallLinear
{
    [Range(0.001f, 1f, 0.1f, true)]
    public float L2 { get; set; } = 0.1f;

    public static SweepableEstimator Sweepable(MLContext context) => context.Auto().CreateSweepableEstimator(
        (MLContext own, SmallLinear values) => own.BinaryClassification.Trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options { L2Regularization = values.L2, MaximumNumberOfIterations = 5, NumberOfThreads = 1 }),
        new SearchSpace<SmallLinear>(new SmallLinear()));
}
