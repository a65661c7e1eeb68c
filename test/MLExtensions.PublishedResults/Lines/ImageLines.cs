using MLExtensions.Networks;

namespace MLExtensions.PublishedResults;

/// <summary>Images.</summary>
internal static class ImageLines
{
    public static IReadOnlyList<ResultLine> All { get; } =
    [
        new()
        {
            Name = "optdigits",
            Files = [Digits.TrainingFile, Digits.TestFile],
            Load = (context, folder, _) => Digits.Load(context, folder),
            Runs = 5,
            Network = Networks.Multiclass("Convolutional", 0.985, () => new()
            {
                FeatureColumnNames = ["Pixels"],
                Architecture = new Convolutional { Channels = [32, 64], ConvolutionsPerBlock = 2, Dropout = 0.2f, HiddenLayers = [128], FinalPooling = FinalPooling.Flatten },
                ColumnInputs = new Dictionary<string, ColumnInput> { ["Pixels"] = new ImageInput { Augmentation = new ImageAugmentation { CropPadding = 1 } } },
                Schedule = new OneCycle(),
                LearningRate = 3e-3f,
                Epochs = 40,
                BatchSize = 64,
                ValidationFraction = 0,
            }),
            Rivals = [Rivals.Trees("Pixels"), Rivals.Linear("Pixels")],
        },
    ];
}
