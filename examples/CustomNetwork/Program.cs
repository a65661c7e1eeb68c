// A network of one's own, without ML.NET: a small residual network reads handwritten digits. Its training is interrupted, goes on from its checkpoint, and
// the result is saved and loaded.
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Networks;
using MLExtensions.Tensors;

// 1,797 images of 8 by 8 pixels, 0 to 16, each followed by its digit. The last 400 are to test with, the 200 before them to validate on.
string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "digits.csv"));
float[] pixels = [.. lines.SelectMany(line => line.Split(',')[..64].Select(pixel => float.Parse(pixel, CultureInfo.InvariantCulture) / 16))];
int[] digits = [.. lines.Select(line => int.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))];
Shape image = [1, 8, 8];
int trained = digits.Length - 600, tested = digits.Length - 400;
var training = new InMemoryData(image, pixels.AsMemory(0, trained * 64), digits.AsMemory(0, trained));
var validation = new InMemoryData(image, pixels.AsMemory(trained * 64, (tested - trained) * 64), digits.AsMemory(trained, tested - trained));

// A saved network names its architecture; whoever loads it registers the same name.
Architectures.Register<SmallResNet>("SmallResNet");
string folder = Directory.CreateTempSubdirectory("CustomNetwork").FullName;
var options = new TrainingOptions
{
    Epochs = 12,
    Optimizer = new Sgd { Momentum = 0.9f },
    LearningRate = 0.05f,
    WeightDecay = 5e-4f,
    Schedule = new OneCycle(),
    GradientClipping = new GradientClipping { MaximumNorm = 1 },
    Checkpoint = new CheckpointOptions { Path = Path.Combine(folder, "run.checkpoint") },
    Progress = new ConsoleProgress(),
    Log = Console.WriteLine,
};

Network network = Create(seed: 1);
Console.WriteLine(network);
using (var stop = new CancellationTokenSource())
{
    network.Train(training, validation, options with { CancellationToken = stop.Token, Progress = new StopAfter(5, stop) });
}

// As another process would: what the new network starts with does not matter, the checkpoint has the weights.
Network resumed = Create(seed: 2);
resumed.Train(training, validation, options);
Console.WriteLine($"{resumed.History!.StopReason}, best epoch {resumed.History.BestEpoch}");

string file = Path.Combine(folder, "digits.safetensors");
resumed.Save(file);
Console.WriteLine($"accuracy {Accuracy(Network.Load(file)):F4} on {digits.Length - tested} images that were not used");
Directory.Delete(folder, recursive: true);

Network Create(int seed) => Network.Create(new SmallResNet { Channels = 16 }, new MulticlassObjective(10), new InputDescription(image), seed);

double Accuracy(Network network)
{
    int rows = digits.Length - tested;
    var scores = new float[rows * network.ScoreCount];
    network.Predict(pixels.AsSpan(tested * 64), rows, scores);
    return scores.Chunk(network.ScoreCount).Zip(digits[tested..], (row, digit) => Array.IndexOf(row, row.Max()) == digit ? 1.0 : 0).Average();
}

/// <summary>He et al., "Deep Residual Learning for Image Recognition", 2015, with two blocks.</summary>
internal sealed record SmallResNet : Architecture
{
    /// <summary>Channels of the first block. Default 16; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Channels { get; init; } = 16;

    /// <inheritdoc/>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters) => new SequentialModule("",
    [
        .. Convolution("stem", input.Shape[0], Channels, 1, parameters),
        new ActivationLayer("stem.relu", Activation.Relu),
        Block("block1", Channels, Channels, 1, parameters),
        Block("block2", Channels, 2 * Channels, 2, parameters),
        new GlobalAveragePooling("pool"),
        new Linear("head", 2 * Channels, output.Size, parameters),
    ]);

    private static Residual Block(string name, int from, int to, int stride, ParameterSource parameters) => new(
        name,
        new SequentialModule(name,
        [
            .. Convolution($"{name}.0", from, to, stride, parameters),
            new ActivationLayer($"{name}.relu", Activation.Relu),
            .. Convolution($"{name}.1", to, to, 1, parameters),
        ]),
        shortcut: from == to ? null : new Convolution2D($"{name}.shortcut", from, to, 1, parameters, stride: stride),
        activation: Activation.Relu);

    private static Layer[] Convolution(string name, int from, int to, int stride, ParameterSource parameters) =>
    [
        new Convolution2D($"{name}.conv", from, to, 3, parameters, stride: stride, padding: 1, hasBias: false),
        new BatchNormalization($"{name}.norm", to, parameters),
    ];
}

/// <summary>Interrupts the run after an epoch, as Ctrl+C would.</summary>
internal sealed class StopAfter(int epoch, CancellationTokenSource stop) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        Console.WriteLine(value);
        if (value.Epoch == epoch)
        {
            stop.Cancel();
        }
    }
}
