using System.Globalization;
using MLExtensions.AutoMLResults;
using MLExtensions.TabularResults;
using Microsoft.ML;

// Searches networks and classical trainers together on real tables, for so many seconds each, and prints the best network, the best classical pipeline and the ensemble, each by its cross-validated metric and by
// that on test rows, which decide nothing. With --loop true AutoML's own loop does the same search in the same time. Without the data it says so.
//   dotnet run -c Release --project test/MLExtensions.AutoMLResults -- [--seconds 120] [--folds 3] [--parallel 2] [--only adult] [--loop true] [--progress true] [--reports FOLDER] [--data FOLDER]
const string Usage = "Usage: MLExtensions.AutoMLResults [--seconds N] [--folds N] [--parallel N] [--only NAME] [--loop true] [--progress true] [--reports FOLDER] [--data FOLDER]";
string[] names = ["adult", "bike-sharing", "optdigits", "wine-quality (white)", "phoneme", "abalone"];
string shared = Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED") ?? Path.Combine("..", "shared");
var options = new Dictionary<string, string>
{
    ["--seconds"] = "120",
    ["--folds"] = "3",
    ["--parallel"] = "2",
    ["--only"] = "",
    ["--loop"] = "false",
    ["--progress"] = "false",
    ["--reports"] = "",
    ["--data"] = Path.Combine(shared, "data"),
};
for (int i = 0; i < args.Length; i += 2)
{
    if (!options.ContainsKey(args[i]) || i + 1 == args.Length)
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    options[args[i]] = args[i + 1];
}

if (!uint.TryParse(options["--seconds"], CultureInfo.InvariantCulture, out uint seconds) || !int.TryParse(options["--folds"], CultureInfo.InvariantCulture, out int folds)
    || !int.TryParse(options["--parallel"], CultureInfo.InvariantCulture, out int parallel) || !bool.TryParse(options["--loop"], out bool runsLoop) || !bool.TryParse(options["--progress"], out bool progress))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

Console.WriteLine($"Microsoft.ML.AutoML of {File.GetLastWriteTimeUtc(typeof(Microsoft.ML.AutoML.AutoCatalog).Assembly.Location):yyyy-MM-dd}, {Environment.ProcessorCount} processors, {seconds} s, {folds} folds, {parallel} trials at once");
Console.WriteLine($"{"data",-22}{"metric",-20}{"what",-46}{"cross-validated",-20}{"test",-10}trials");
foreach (var table in RealTables.All.Where(table => names.Contains(table.Name) && table.Name.StartsWith(options["--only"], StringComparison.Ordinal)))
{
    if (!File.Exists(Path.Combine(options["--data"], table.TrainingFile)))
    {
        Console.WriteLine($"{table.Name,-22}skipped: {table.TrainingFile} is not in {options["--data"]}");
        continue;
    }

    var search = new TableSearch(table, options["--data"], seconds, folds);
    string report = options["--reports"].Length == 0 ? "" : Path.Combine(options["--reports"], $"{table.Name.Split(' ')[0]}.html");
    Print(table.Name, search.MetricName, [.. search.RunParallel(parallel, progress, report), .. runsLoop ? [search.RunLoop()] : Array.Empty<ResultRow>()]);
}

return 0;

static void Print(string data, string metric, IReadOnlyList<ResultRow> rows)
{
    foreach (var row in rows)
    {
        string validated = row.Validated is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:F4}{(row.Spread is { } spread ? $" ± {spread:F4}" : "")}") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{data,-22}{metric,-20}{row.What,-46}{validated,-20}{row.Test,-10:F4}{row.Trials}"));
        (data, metric) = ("", "");
    }
}
