using System.Globalization;
using MLExtensions.CharacterModels;
using MLExtensions.Networks;
using MLExtensions.Tensors;

// Trains two character models on Tiny Shakespeare, an LSTM and a causal transformer, and in PyTorch the same models from the same weights on the same
// passages; prints both loss curves and their largest difference, which must stay below 1e-3. Without PyTorch it prints its own curve alone.
//   dotnet run -c Release --project test/MLExtensions.CharacterModels -- [--steps 200] [--model lstm|transformer] [--python /usr/bin/python3] [--output FOLDER]
const double LargestDifference = 1e-3;
const string Usage = "Usage: MLExtensions.CharacterModels [--steps N] [--model lstm|transformer] [--python PATH] [--output FOLDER]";
var options = new Dictionary<string, string>
{
    ["--steps"] = "200",
    ["--model"] = "",
    ["--python"] = OperatingSystem.IsWindows() ? "python" : "/usr/bin/python3",
    ["--output"] = Path.Combine(Path.GetTempPath(), "character-models"),
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

if (!int.TryParse(options["--steps"], CultureInfo.InvariantCulture, out int steps) || steps < 1 || options["--model"] is not ("" or "lstm" or "transformer"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

if (Text.FindShakespeare() is not { } text)
{
    Console.WriteLine("Skipped: data/tiny-shakespeare/input.txt.gz is not in $MLEXTENSIONS_SHARED or ../shared.");
    return 0;
}

string python = options["--python"];
string? obstacle = Peer.FindObstacle(python);
if (obstacle is not null)
{
    Console.WriteLine($"Without PyTorch to compare with: {obstacle}");
}

bool passed = true;
foreach (string name in options["--model"] is "" ? ["lstm", "transformer"] : new[] { options["--model"] })
{
    var sizes = new CharacterSizes(text.Symbols, Dim: 128, Layers: 2, Heads: 4, FeedForward: 512, Batch: 32, Time: 64, LearningRate: 1e-3f);
    var parameters = new RandomParameters(new Philox(1));
    CharacterModel model = name == "lstm" ? new CharacterLstm(sizes, parameters) : new CharacterTransformer(sizes, parameters);

    // The first nine tenths of the text are for training.
    var random = new Philox(2);
    int places = text.Characters.Length * 9 / 10 - sizes.Time;
    int[] offsets = [.. Enumerable.Range(0, steps * sizes.Batch).Select(_ => random.NextInt32(places))];
    string folder = Path.Combine(options["--output"], name);
    Peer.Write(folder, name, sizes, model, text.Characters, offsets);

    Console.WriteLine($"{name}: {model.Parameters.Sum(parameter => parameter.Values.Length):N0} parameters, {steps} steps");
    var losses = new float[steps];
    using (var training = new CharacterTraining(model, sizes, text.Characters))
    {
        for (int step = 0; step < steps; step++)
        {
            losses[step] = training.Step(offsets.AsSpan(step * sizes.Batch, sizes.Batch));
        }
    }

    double[]? peers = obstacle is null ? Peer.Train(python, folder) : null;
    LossCurve.Print(losses, peers);
    LossCurve.Write(Path.Combine(folder, "losses.csv"), losses, peers);
    if (peers is not null)
    {
        double largest = losses.Zip(peers, (loss, peer) => Math.Abs(loss - peer)).Max();
        bool close = peers.Length == steps && largest < LargestDifference;
        passed &= close;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: largest difference over {steps} steps {largest:E2}, {(close ? "below" : "NOT BELOW")} {LargestDifference:E0}"));
    }

    Console.WriteLine($"All steps: {Path.Combine(folder, "losses.csv")}");
}

return passed ? 0 : 1;
