using MLExtensions.Networks;

namespace MLExtensions.PublishedResults;

/// <summary>Time series.</summary>
internal static class SeriesLines
{
    public static IReadOnlyList<ResultLine> All { get; } =
    [
        Line("BasicMotions", Convolution(0.98)),
        Line("GunPoint", Convolution(0.98)),
        Line("ItalyPowerDemand", Convolution(0.95)),
    ];

    private static ResultLine Line(string problem, Trainer network) => new()
    {
        Name = problem,
        Files = [TimeSeries.File],
        Load = (context, folder, _) => TimeSeries.Load(context, folder, problem),
        Runs = 5,
        Network = network,
        Rivals = [Rivals.Trees("Values"), Rivals.Linear("Values")],
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
