using MLExtensions.Networks;

namespace MLExtensions.PublishedResults;

/// <summary>Time series.</summary>
internal static class SeriesLines
{
    public static IReadOnlyList<ResultLine> All { get; } =
    [
        Line("JapaneseVowels", Networks.Multiclass("Recurrent, bidirectional GRU", 0.97, () => new()
        {
            FeatureColumnNames = ["Values"],
            ColumnInputs = new Dictionary<string, ColumnInput> { ["Values"] = new SequenceInput { Features = 12 } },
            Architecture = new Recurrent { Bidirectional = true, Pooling = RecurrentPooling.Max, HiddenSize = 64, HeadDropout = 0.3f },
            Epochs = 60,
            BatchSize = 16,
            LearningRate = 2e-3f,
            ValidationFraction = 0,
            Schedule = new OneCycle(),
        }), [Rivals.PaddedTrees("Values", 29 * 12)]),
        Line("BasicMotions", Convolution(0.98)),
        Line("GunPoint", Convolution(0.98)),
        Line("ItalyPowerDemand", Convolution(0.95)),
    ];

    private static ResultLine Line(string problem, Trainer network, Trainer[]? rivals = null) => new()
    {
        Name = problem,
        Files = [TimeSeries.File],
        Load = (context, folder, _) => TimeSeries.Load(context, folder, problem),
        Runs = 5,
        Network = network,
        Rivals = rivals ?? [Rivals.Trees("Values"), Rivals.Linear("Values")],
    };

    // The FCN of Wang, Yan, Oates, 2017.
    private static Trainer Convolution(double target) => Networks.Multiclass("Convolutional", target, () => new()
    {
        FeatureColumnNames = ["Values"],
        Architecture = new Convolutional { Channels = [128, 256, 128], KernelSizes = [8, 5, 3], PoolSize = 1 },
        Epochs = 150,
        BatchSize = 16,
        Schedule = new OneCycle(),
        ValidationFraction = 0,
    });
}
