using System.Globalization;
using MLExtensions;
using MLExtensions.TabularResults;
using Microsoft.ML;

// Trains FeedForward networks on real tables, and beside each, on the same rows, FastTree (with several classes one against all) and a linear model by SDCA; prints one table, the mean and
// the spread over the seeds. The test rows decide nothing. Without the data it says so.
//   dotnet run -c Release --project test/MLExtensions.TabularResults -- [--seeds 5] [--only adult] [--data FOLDER]
const string Usage = "Usage: MLExtensions.TabularResults [--seeds N] [--only NAME] [--data FOLDER]";
string shared = Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED") ?? Path.Combine("..", "shared");
var options = new Dictionary<string, string> { ["--seeds"] = "5", ["--only"] = "", ["--data"] = Path.Combine(shared, "data") };
for (int i = 0; i < args.Length; i += 2)
{
    if (!options.ContainsKey(args[i]) || i + 1 == args.Length)
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    options[args[i]] = args[i + 1];
}

if (!int.TryParse(options["--seeds"], CultureInfo.InvariantCulture, out int seeds) || seeds < 1)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string folder = options["--data"];
Console.WriteLine($"Microsoft.ML {typeof(MLContext).Assembly.GetName().Name} {File.GetLastWriteTimeUtc(typeof(MLContext).Assembly.Location):yyyy-MM-dd}, {Environment.ProcessorCount} processors, {seeds} seeds: mean ± standard deviation on the test rows");
Console.WriteLine($"{"data",-22}{"trainer",-24}figures");
foreach (var table in RealTables.All.Where(table => table.Name.StartsWith(options["--only"], StringComparison.Ordinal)))
{
    if (!File.Exists(Path.Combine(folder, table.TrainingFile)))
    {
        Console.WriteLine($"{table.Name,-22}skipped: {table.TrainingFile} is not in {folder}");
        continue;
    }

    Print(table.Name, "FeedForward", Runs(table, context => Network(context, table)), $"({table.Note})");
    Print("", table.Task == TableTask.Multiclass ? "OneVersusAll(FastTree)" : "FastTree", Runs(table, context => Rival.FastTree(context, table)));
    Print("", Rival.SdcaName(table.Task), Runs(table, context => Rival.Sdca(context, table)));
}

return 0;

List<Score[]> Runs(RealTable table, Func<MLContext, IEstimator<ITransformer>> estimator)
{
    List<Score[]> runs = [];
    for (int seed = 1; seed <= seeds; seed++)
    {
        var context = new MLContext(seed);
        var (training, test) = table.Load(context, folder, seed);
        runs.Add(Measuring.Run(context, table, estimator(context), training, test));
    }

    return runs;
}

static IEstimator<ITransformer> Network(MLContext context, RealTable table)
{
    var options = new NetworkTrainerOptions { FeatureColumnNames = [.. table.Features.Select(name => table.Keys.Contains(name) ? $"{name} key" : name)] };
    table.Configure(options);
    IEstimator<ITransformer> trainer = table.Task switch
    {
        TableTask.Binary => context.BinaryClassification.Trainers.Network(options),
        TableTask.Multiclass => context.MulticlassClassification.Trainers.Network(options),
        _ => context.Regression.Trainers.Network(options),
    };
    return table.Keys.Length == 0
        ? trainer
        : context.Transforms.Conversion.MapValueToKey([.. table.Keys.Select(name => new InputOutputColumnPair($"{name} key", name))]).Append(trainer);
}

static void Print(string data, string trainer, List<Score[]> runs, string note = "")
{
    var figures = runs[0].Select((score, i) =>
    {
        double[] values = [.. runs.Select(run => run[i].Value)];
        double mean = values.Average();
        double spread = values.Length == 1 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        string format = Math.Abs(mean) < 2 ? "F4" : "F2";
        return string.Create(CultureInfo.InvariantCulture, $"{score.Name} {mean.ToString(format, CultureInfo.InvariantCulture)} ± {spread.ToString(format, CultureInfo.InvariantCulture)}");
    });
    Console.WriteLine($"{data,-22}{trainer,-24}{string.Join("  ", figures)}  {note}".TrimEnd());
}
