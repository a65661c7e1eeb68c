using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Benchmarks;

/// <summary>A whole fit of a pipeline: categories one-hot, numbers standardised, a feed-forward network. The rows are objects in memory; the time is an epoch's share of all.</summary>
internal sealed class FitAdult : Workload
{
    private const int Epochs = 10;
    private const int Rows = 32_561;

    /// <summary>6 numbers and 102 categories.</summary>
    private const int Inputs = 108;

    private static string Table =>
        Path.Combine(Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED") ?? Path.Combine("..", "shared"), "data", "adult", "adult-train.csv.gz");

    public override double Operations => 2.0 * Rows * (2 * Inputs * 128 + 3 * (128 * 64 + 64));

    public override string? Obstacle => File.Exists(Table) ? null : $"{Table} is not there; MLEXTENSIONS_SHARED names the folder that holds data/adult";

    public override IWorkloadRun Prepare(int threads) => new Fit(threads);

    private sealed class Fit : IWorkloadRun
    {
        private readonly IDataView _rows;
        private readonly IEstimator<ITransformer> _pipeline;

        public Fit(int threads)
        {
            var context = new MLContext(seed: 1);
            _rows = context.Data.LoadFromEnumerable(AdultRow.Read(Table));
            _pipeline = context.Transforms.Categorical.OneHotEncoding([.. AdultRow.Categories.Select(name => new InputOutputColumnPair(name))])
                .Append(context.Transforms.Concatenate("Numbers", AdultRow.Numbers))
                .Append(context.Transforms.NormalizeMeanVariance("Numbers"))
                .Append(context.Transforms.Concatenate("Features", [.. AdultRow.Categories, "Numbers"]))
                .Append(context.BinaryClassification.Trainers.Network(new NetworkTrainerOptions
                {
                    Architecture = new FeedForward { HiddenLayers = [128, 64] },
                    BatchSize = 256,
                    Epochs = Epochs,
                    ValidationFraction = 0,
                    NumberEncoding = NumberEncoding.None,
                    MovingAverage = null,
                    Optimizer = new Adam(),
                    MaxDegreeOfParallelism = threads,
                }));
        }

        public long ParameterCount => (Inputs + 1) * 128 + 129 * 64 + 65;

        public int Units => Epochs;

        public void Run() => _pipeline.Fit(_rows);

        public void Dispose()
        {
        }
    }
}
