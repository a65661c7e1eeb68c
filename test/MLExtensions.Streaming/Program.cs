using System.Diagnostics;
using System.Globalization;
using MLExtensions;
using MLExtensions.Streaming;
using Microsoft.ML;

// Trains one epoch on a generated text file of many rows, which do not fit into the memory that the trainer may use, then on one of twice as many, each in a process of its own; prints
// seconds and peak memory. The files are in a temporary folder and are deleted.
//   dotnet run -c Release --project test/MLExtensions.Streaming -- [ROWS, default 10000000]
if (args is ["train", var file])
{
    var context = new MLContext(seed: 1);
    var watch = Stopwatch.StartNew();
    var model = context.BinaryClassification.Trainers.Network(new NetworkTrainerOptions { FeatureColumnNames = GeneratedTable.Features, Epochs = 1 })
        .Fit(GeneratedTable.Read(context, file));
    double accuracy = model.Model.History!.Best.ValidationMetric!.Value;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F0} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, validation accuracy {accuracy:F3} (0.9 can be reached)"));
    return 0;
}

long rows = 10_000_000;
if (args.Length > 1 || (args.Length == 1 && !long.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out rows)) || rows < 1)
{
    Console.Error.WriteLine("Usage: MLExtensions.Streaming [ROWS]");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("streaming");
try
{
    foreach (long count in new[] { rows, 2 * rows })
    {
        string path = Path.Combine(folder.FullName, $"{count}.csv");
        GeneratedTable.Write(path, count);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{count} rows, {new FileInfo(path).Length / 1e6:F0} MB of text: "));
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(GeneratedTable).Assembly.Location);
        }

        start.ArgumentList.Add("train");
        start.ArgumentList.Add(path);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            return process.ExitCode;
        }

        File.Delete(path);
    }
}
finally
{
    folder.Delete(recursive: true);
}

return 0;
