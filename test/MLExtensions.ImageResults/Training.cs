using System.Diagnostics;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace MLExtensions.ImageResults;

/// <summary>Our side: the network as an estimator on a column of files.</summary>
internal static class Training
{
    public static ImageRun Run(RunSizes sizes)
    {
        var watch = Stopwatch.StartNew();
        Cifar cifar = Cifar.Read(sizes.Archive, sizes.Part);
        var context = new MLContext(seed: 1);
        IDataView training = context.Data.LoadFromEnumerable(cifar.Training), validation = context.Data.LoadFromEnumerable(cifar.Validation), test = context.Data.LoadFromEnumerable(cifar.Test);
        var keys = context.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(training);
        NetworkTransformer model = context.MulticlassClassification.Trainers.Network(Options(sizes)).Fit(keys.Transform(training), keys.Transform(validation));
        TrainingHistory history = model.Model.History!;
        double read = (watch.Elapsed - history.Duration).TotalSeconds;
        watch.Restart();
        double accuracy = context.MulticlassClassification.Evaluate(model.Transform(keys.Transform(test))).MicroAccuracy;
        return new ImageRun(
            [.. history.Epochs.Select(epoch => epoch.TrainingLoss)],
            [.. history.Epochs.Select(epoch => epoch.ValidationMetric!.Value)],
            accuracy,
            read,
            history.Duration.TotalSeconds,
            watch.Elapsed.TotalSeconds);
    }

    private static NetworkTrainerOptions Options(RunSizes sizes) => new()
    {
        FeatureColumnNames = ["Image"],
        ColumnInputs = new Dictionary<string, ColumnInput>
        {
            ["Image"] = new ImageInput { Augmentation = new ImageAugmentation { FlipHorizontally = true, CropPadding = sizes.CropPadding } },
        },
        Architecture = ResNet.Cifar(sizes.Depth),
        Optimizer = new Sgd { Momentum = sizes.Momentum },
        Schedule = new OneCycle(),
        LearningRate = sizes.LearningRate,
        WeightDecay = sizes.WeightDecay,
        BatchSize = sizes.BatchSize,
        Epochs = sizes.Epochs,
        EarlyStopping = null,
        MovingAverage = null,
        MaxDegreeOfParallelism = sizes.Threads,
        Progress = new ConsoleProgress(),
    };
}
