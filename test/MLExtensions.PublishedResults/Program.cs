using System.Globalization;
using MLExtensions.PublishedResults;
using Microsoft.ML;

// Trains networks on data with published results, and beside each, on the same rows, what a user of ML.NET would take today; prints one table, the mean and the spread over the seeds or
// folds. The test rows decide nothing. Without the data it says so.
//   dotnet run -c Release --project test/MLExtensions.PublishedResults -- [--only trec] [--seeds 1] [--without-rivals true] [--progress true] [--data FOLDER]
const string Usage = "Usage: MLExtensions.PublishedResults [--only NAME] [--seeds N] [--without-rivals true] [--progress true] [--data FOLDER]";
string shared = Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED") ?? Path.Combine("..", "shared");
var options = new Dictionary<string, string>
{
    ["--only"] = "",
    ["--seeds"] = "0",
    ["--without-rivals"] = "false",
    ["--progress"] = "false",
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

if (!int.TryParse(options["--seeds"], CultureInfo.InvariantCulture, out int most)
    || !bool.TryParse(options["--without-rivals"], out bool withoutRivals) || !bool.TryParse(options["--progress"], out bool progress))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string folder = options["--data"];
ResultLine[] lines = [.. ResultLines.All.Where(line => line.Name.StartsWith(options["--only"], StringComparison.OrdinalIgnoreCase))];
if (lines.Length == 0)
{
    Console.Error.WriteLine($"There is no '{options["--only"]}'. There are: {string.Join(", ", ResultLines.All.Select(line => line.Name))}.");
    return 2;
}

Console.WriteLine($"Microsoft.ML of {File.GetLastWriteTimeUtc(typeof(MLContext).Assembly.Location):yyyy-MM-dd}, {Environment.ProcessorCount} processors; accuracy on the test rows, mean ± standard deviation; seconds are a whole line's");
Console.WriteLine($"{"data",-32}{"trainer",-40}{"accuracy",-18}{"to reach",-10}{"runs",-10}seconds");
foreach (var line in lines)
{
    string? missing = line.Files.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));
    if (missing is not null)
    {
        Console.WriteLine($"{line.Name,-32}skipped: {missing} is not in {folder}");
        continue;
    }

    Print(line.Name, line.Run(folder, most, line.Network, progress));
    foreach (var rival in withoutRivals ? [] : line.Rivals)
    {
        Print("", line.Run(folder, most, rival, progress));
    }
}

return 0;

static void Print(string data, LineResult result) => Console.WriteLine(
    $"{data,-32}{result.Trainer,-40}{result.Figure,-18}{result.Target,-10}{result.Runs,-10}{result.Seconds.ToString("F0", CultureInfo.InvariantCulture)}");
