// Networks on sequences of unequal lengths: is a machine that is heard for a while about to fail? And on series of one length, with a convolutional network.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLExtensions;
using MLExtensions.Networks;

// 400 recordings, made up: each step has a temperature and a vibration; of a machine that fails the vibration grows. Some are short, some long.
var mlContext = new MLContext(seed: 1);
IDataView recordings = mlContext.Data.LoadFromEnumerable(Recording.Make(400));
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(recordings, testFraction: 0.25);

// A vector of unknown size is a sequence of the steps that there are. Features says how many numbers a step has.
NetworkTransformer recurrent = mlContext.BinaryClassification.Trainers.Network(new NetworkTrainerOptions
{
    LabelColumnName = nameof(Recording.Fails),
    FeatureColumnNames = [nameof(Recording.Steps)],
    ColumnInputs = new Dictionary<string, ColumnInput> { [nameof(Recording.Steps)] = new SequenceInput { Features = 2 } },
    Architecture = new Recurrent { Cell = RecurrentCell.Gru, HiddenSize = 24, Pooling = RecurrentPooling.Max },
    LearningRate = 5e-3f,
    Epochs = 30,
}).Fit(split.TrainSet);
Console.WriteLine(recurrent);
Report("Recurrent", recurrent);

// A vector type of two dimensions, [time, features], needs nothing said: here the last eight steps of each recording.
NetworkTransformer convolutional = mlContext.BinaryClassification.Trainers.Network(new NetworkTrainerOptions
{
    LabelColumnName = nameof(Recording.Fails),
    FeatureColumnNames = [nameof(Recording.Last)],
    Architecture = new Convolutional { Channels = [16, 32], KernelSizes = [3], PoolSize = 1 },
    Epochs = 30,
}).Fit(split.TrainSet);
Report("Convolutional", convolutional);

// One more recording, of six steps.
using var engine = mlContext.Model.CreatePredictionEngine<Recording, Verdict>(recurrent);
Console.WriteLine($"six steps of growing vibration: fails with probability {engine.Predict(new Recording { Steps = [20, 1, 21, 2, 20, 3, 22, 4, 23, 5, 21, 6] }).Probability:F2}");

void Report(string name, ITransformer model) =>
    Console.WriteLine($"{name,-16}accuracy {mlContext.BinaryClassification.Evaluate(model.Transform(split.TestSet), nameof(Recording.Fails)).Accuracy:F3}");

/// <summary>What a machine was heard to do.</summary>
internal sealed class Recording
{
    /// <summary>Temperature and vibration, step by step, as many as there are.</summary>
    public float[] Steps { get; set; } = [];

    /// <summary>The last eight steps.</summary>
    [VectorType(8, 2)]
    public float[] Last { get; set; } = new float[16];

    public bool Fails { get; set; }

    public static IEnumerable<Recording> Make(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            bool fails = i % 3 == 0;
            int length = random.Next(8, 40), onset = random.Next(length / 2);
            float[] steps =
            [
                .. Enumerable.Range(0, length).SelectMany(step => new[]
                {
                    20 + (5 * random.NextSingle()),
                    1 + random.NextSingle() + (fails ? 0.25f * Math.Max(0, step - onset) : random.NextSingle()),
                }),
            ];
            yield return new Recording { Steps = steps, Last = steps[^16..], Fails = fails };
        }
    }
}

/// <summary>What the model says.</summary>
internal sealed class Verdict
{
    public float Probability { get; set; }
}
