// Networks on images: a folder with one sub-folder a label, three architectures, images varied while training; then it saves, loads and predicts a file.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLExtensions;
using MLExtensions.Networks;

// The digits of 8 by 8 pixels, written as PNG files into a folder for each of 0 to 4: use your own folder in its place.
string folder = Path.Combine(AppContext.BaseDirectory, "digits");
WriteFolder(Path.Combine(AppContext.BaseDirectory, "digits.csv"), folder);

var mlContext = new MLContext(seed: 1);
IDataView images = mlContext.Data.LoadImagesFromFolder(folder);
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(images, testFraction: 0.25);

TransformerChain<KeyToValueMappingTransformer>? model = null;
foreach (Architecture architecture in new Architecture[]
{
    new VisionTransformer { PatchSize = 2, Width = 32, Layers = 2, Heads = 4, FeedForwardFactor = 2 },
    new ResNet { Blocks = [1, 1], Width = 16 },
    new Convolutional { Channels = [16, 32] },
})
{
    var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
        .Append(mlContext.MulticlassClassification.Trainers.Network(new NetworkTrainerOptions
        {
            FeatureColumnNames = ["Image"],
            ColumnInputs = new Dictionary<string, ColumnInput>
            {
                ["Image"] = new ImageInput { Height = 8, Width = 8, Channels = 1, Augmentation = new ImageAugmentation { CropPadding = 1 } },
            },
            Architecture = architecture,
            LearningRate = 3e-3f,
            Epochs = 20,
        }))
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    model = pipeline.Fit(split.TrainSet);
    Console.WriteLine($"{architecture.GetType().Name,-20}accuracy {mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet)).MicroAccuracy:F3}");
}

string file = Path.Combine(AppContext.BaseDirectory, "digits.zip");
mlContext.Model.Save(model, images.Schema, file);
ITransformer loaded = new MLContext().Model.Load(file, out _);
using var engine = mlContext.Model.CreatePredictionEngine<Picture, Answer>(loaded);
string some = Directory.GetFiles(Path.Combine(folder, "3"))[0];
using MLImage image = MLImage.CreateFromFile(some);
Console.WriteLine($"{Path.GetFileName(Path.GetDirectoryName(some))} is taken for {engine.Predict(new Picture { Image = image }).PredictedLabel}");

static void WriteFolder(string table, string folder)
{
    int number = 0;
    foreach (string line in File.ReadLines(table))
    {
        int[] values = [.. line.Split(',').Select(value => int.Parse(value, CultureInfo.InvariantCulture))];
        if (values[64] > 4)
        {
            continue;
        }

        string path = Path.Combine(folder, values[64].ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(path);
        byte[] pixels = [.. values[..64].SelectMany(value => new byte[] { (byte)Math.Min(255, 16 * value), (byte)Math.Min(255, 16 * value), (byte)Math.Min(255, 16 * value), 255 })];
        using MLImage digit = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Bgra32, pixels);
        digit.Save(Path.Combine(path, $"{number++:D4}.png"));
    }
}

/// <summary>One image to predict. ML.NET wants to know a size, the network takes any.</summary>
internal sealed class Picture
{
    [ImageType(8, 8)]
    public MLImage? Image { get; set; }

    public string Label { get; set; } = "";
}

/// <summary>What the model says.</summary>
internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";
}
