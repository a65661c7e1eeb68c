using System.Globalization;
using MLExtensions.ImageResults;

// Trains a ResNet-20 on CIFAR-10 for a few epochs as an estimator on a column of JPEG files, and in PyTorch the same network on the same images with the same schedule and the same random flips and
// moves, but other draws; prints both curves, the accuracies on the test images, which must not fall short of PyTorch's by more than a point where all images are taken, and the seconds. A tenth of
// the training images is held out on both sides: it decides which epoch's weights are kept, the test images decide nothing. Without PyTorch it prints its own side alone.
//   dotnet run -c Release --project test/MLExtensions.ImageResults -- [--epochs 5] [--part 1] [--threads 2] [--side ours|peer] [--python /usr/bin/python3] [--output FOLDER] [--data FOLDER]
// --part 20 takes every twentieth image, for a quick look.
const double LargestShortfall = 0.01;
const string Usage = "Usage: MLExtensions.ImageResults [--epochs N] [--part N] [--threads N] [--side ours|peer] [--python PATH] [--output FOLDER] [--data FOLDER]";
string shared = Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED") ?? Path.Combine("..", "shared");
var options = new Dictionary<string, string>
{
    ["--epochs"] = "5",
    ["--part"] = "1",
    ["--threads"] = "2",
    ["--side"] = "",
    ["--python"] = OperatingSystem.IsWindows() ? "python" : "/usr/bin/python3",
    ["--output"] = Path.Combine(Path.GetTempPath(), "image-results"),
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

if (Number("--epochs") is not { } epochs || Number("--part") is not { } part || Number("--threads") is not { } threads || options["--side"] is not ("" or "ours" or "peer"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string archive = Path.GetFullPath(Path.Combine(options["--data"], Cifar.File));
if (!File.Exists(archive))
{
    Console.WriteLine($"Skipped: {Cifar.File} is not in {options["--data"]}.");
    return 0;
}

var sizes = new RunSizes(archive, part, epochs, threads);
string? obstacle = options["--side"] == "ours" ? "it was not asked for." : Peer.FindObstacle(options["--python"]);
if (obstacle is not null)
{
    Console.WriteLine($"Without PyTorch to compare with: {obstacle}");
}

Console.WriteLine($"ResNet-{sizes.Depth} on CIFAR-10{(part == 1 ? "" : $", every {part}th image")}: {epochs} epochs, {threads} threads of {Environment.ProcessorCount} processors");
ImageRun? ours = options["--side"] == "peer" ? null : Training.Run(sizes);
ImageRun? peer = obstacle is null ? Peer.Train(options["--python"], options["--output"], sizes) : null;
(string Name, ImageRun Run)[] sides = [.. new[] { ("MLExtensions", ours), ("PyTorch", peer) }.Where(side => side.Item2 is not null).Select(side => (side.Item1, side.Item2!))];

Console.WriteLine();
Console.WriteLine($"epoch{string.Concat(sides.Select(side => $"  {side.Name + ": loss",-20}held-out accuracy"))}");
for (int epoch = 0; epoch < epochs; epoch++)
{
    Console.WriteLine($"{epoch + 1,5}{string.Concat(sides.Select(side => Format($"  {side.Run.TrainingLoss[epoch],-20:F4}{side.Run.ValidationAccuracy[epoch],-17:F4}")))}");
}

Console.WriteLine();
Console.WriteLine($"{"",-14}test accuracy  seconds: reading  training  a training image  testing");
foreach (var (name, run) in sides)
{
    double images = (double)epochs * 45_000 / part;
    Console.WriteLine(Format($"{name,-14}{run.TestAccuracy,-15:F4}{run.ReadSeconds,16:F1}{run.TrainSeconds,10:F1}{1e3 * run.TrainSeconds / images,15:F2} ms{run.TestSeconds,9:F1}"));
}

if (ours is null || peer is null)
{
    return 0;
}

double shortfall = peer.TestAccuracy - ours.TestAccuracy;
Console.WriteLine(Format($"Ours is {Math.Abs(100 * shortfall):F2} points {(shortfall > 0 ? "below" : "above")} PyTorch's{(part > 1 ? "; with so few images that says little" : shortfall > LargestShortfall ? ": TOO LOW" : "")}."));
return part == 1 && shortfall > LargestShortfall ? 1 : 0;

int? Number(string option) => int.TryParse(options[option], CultureInfo.InvariantCulture, out int value) && value > 0 ? value : null;

static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
