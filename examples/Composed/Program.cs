// Networks that are put together: a list of layers, which needs no registration, and an architecture of one's own, which does.
using System.ComponentModel.DataAnnotations;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLExtensions;
using MLExtensions.Networks;
using MLExtensions.Tensors;

Architectures.Register<TwoBranches>("Composed.TwoBranches");

var mlContext = new MLContext(seed: 1);
IDataView digits = mlContext.Data.LoadFromTextFile<Digit>(Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',');
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(digits, testFraction: 0.25);

foreach (Architecture architecture in new Architecture[]
{
    new Sequential
    {
        Layers =
        [
            new ConvolutionOptions { Channels = 16 },
            new ResidualOptions { Layers = [new ConvolutionOptions { Channels = 16 }, new ConvolutionOptions { Channels = 16, Activation = Activation.None }], Activation = Activation.Relu },
            new PoolingOptions(),
            new FlattenOptions(),
            new LinearOptions { Units = 64 },
            new DropoutOptions { Rate = 0.2f },
        ],
    },
    new TwoBranches { Channels = 12 },
})
{
    var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Digit.Number))
        .Append(mlContext.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
        {
            FeatureColumnNames = [nameof(Digit.Pixels)],
            ColumnInputs = new Dictionary<string, ColumnInput> { [nameof(Digit.Pixels)] = new ImageInput { Channels = 1, Height = 8, Width = 8 } },
            Architecture = architecture,
            Epochs = 12,
        }));
    var model = pipeline.Fit(split.TrainSet);
    Console.WriteLine(model.LastTransformer);
    Console.WriteLine($"{architecture.GetType().Name}: accuracy {mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet)).MicroAccuracy:F3}\n");

    using var file = new MemoryStream();
    mlContext.Model.Save(model, digits.Schema, file);
    file.Position = 0;
    _ = new MLContext().Model.Load(file, out _);
}

/// <summary>An image of a digit.</summary>
internal sealed class Digit
{
    [LoadColumn(0, 63)]
    [VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64)]
    public int Number { get; set; }
}

/// <summary>A convolution of 3 by 3 with a shortcut of 1 by 1, then a linear layer on all of it. Rows are images.</summary>
internal sealed record TwoBranches : Architecture
{
    /// <summary>Channels of both branches. Default 16; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Channels { get; init; } = 16;

    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        int channels = ImageShape(input)[0];
        return new SequentialModule("",
        [
            new Residual(
                "block",
                new Convolution2D("block.function", channels, Channels, 3, parameters, padding: ConvolutionPadding.Same),
                new Convolution2D("block.shortcut", channels, Channels, 1, parameters),
                Activation.Relu),
            new Flatten("flatten"),
            new Linear("head", Channels * input.Shape[1] * input.Shape[2], output.Size, parameters),
        ]);
    }
}
