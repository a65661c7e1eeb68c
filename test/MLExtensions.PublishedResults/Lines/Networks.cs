using Microsoft.ML;

namespace MLExtensions.PublishedResults;

/// <summary>Networks as the lines train them.</summary>
internal static class Networks
{
    /// <summary>A network for several classes.</summary>
    public static Trainer Multiclass(string name, double target, Func<NetworkTrainerOptions> options) =>
        new(name, (context, progress) => context.MulticlassClassification.Trainers.Network(Told(options(), progress)), target);

    /// <summary>A network for two classes.</summary>
    public static Trainer Binary(string name, double target, Func<NetworkTrainerOptions> options) =>
        new(name, (context, progress) => context.BinaryClassification.Trainers.Network(Told(options(), progress)), target);

    private static NetworkTrainerOptions Told(NetworkTrainerOptions options, bool progress)
    {
        options.Progress = progress ? new MLExtensions.Networks.ConsoleProgress() : null;
        return options;
    }
}
