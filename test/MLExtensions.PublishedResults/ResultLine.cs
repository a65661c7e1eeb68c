using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.PublishedResults;

/// <summary>Data with a published result: how it is read and divided, and what is trained on it.</summary>
internal sealed record ResultLine
{
    public required string Name { get; init; }

    /// <summary>The files that must be there.</summary>
    public required string[] Files { get; init; }

    /// <summary>Reads the rows to train on and those to test on, of a run from 1 on: the label is called Label, a Boolean or a text.</summary>
    public required Func<MLContext, string, int, (IDataView Training, IDataView Test)> Load { get; init; }

    /// <summary>How often it is done: with so many seeds, or on so many folds with one seed.</summary>
    public required int Runs { get; init; }

    /// <summary>Whether the runs are folds.</summary>
    public bool IsFolded { get; init; }

    public bool IsBinary { get; init; }

    public required Trainer Network { get; init; }

    public Trainer[] Rivals { get; init; } = [];

    /// <summary>Trains and tests in all runs.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="most">The most runs; 0 for all.</param>
    /// <param name="trainer">What to train.</param>
    /// <param name="progress">Whether to tell of each epoch and each run.</param>
    public LineResult Run(string folder, int most, Trainer trainer, bool progress)
    {
        int runs = most == 0 ? Runs : Math.Min(most, Runs);
        var watch = Stopwatch.StartNew();
        double[] values = [.. Enumerable.Range(1, runs).Select(run => Accuracy(folder, run, trainer, progress))];
        double mean = values.Average();
        double spread = runs == 1 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (runs - 1));
        return new LineResult(
            trainer.Name,
            string.Create(CultureInfo.InvariantCulture, $"{mean:F4} ± {spread:F4}"),
            trainer.Target?.ToString("F3", CultureInfo.InvariantCulture) ?? "",
            $"{runs} {(IsFolded ? "folds" : runs == 1 ? "seed" : "seeds")}",
            watch.Elapsed.TotalSeconds);
    }

    private double Accuracy(string folder, int run, Trainer trainer, bool progress)
    {
        var context = new MLContext(IsFolded ? 1 : run);
        var (training, test) = Load(context, folder, run);
        if (!IsBinary)
        {
            var keys = context.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(training);
            (training, test) = (keys.Transform(training), keys.Transform(test));
        }

        IDataView scored = trainer.Create(context, progress).Fit(training).Transform(test);
        double accuracy = IsBinary ? context.BinaryClassification.EvaluateNonCalibrated(scored).Accuracy : context.MulticlassClassification.Evaluate(scored).MicroAccuracy;
        if (progress)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Name}, {trainer.Name}, run {run}: {accuracy:F4}"));
        }

        return accuracy;
    }
}
