using System.Globalization;
using System.Text.RegularExpressions;
using MLExtensions.Networks;
using MLExtensions.Tensors;
using Operations = MLExtensions.Tensors.Operations;

namespace MLExtensions.Tests;

/// <summary>The examples in docs are code of these tests, and of the two types beside them; the last test compares the texts.</summary>
[TestClass]
public sealed partial class DocsTests
{
    [TestMethod]
    public void TheLoopInEngine_LowersTheLoss()
    {
        const int rows = 60, steps = 150;
        float[] features = Values(rows * 6);
        int[] kinds = [.. Enumerable.Range(0, rows).Select(row => features[row * 6] > 0.3f ? 2 : features[row * 6] > -0.3f ? 1 : 0)];
        float[] sizes = [.. Enumerable.Range(0, rows).Select(row => features[(row * 6) + 1] - features[(row * 6) + 2])];
        var losses = new List<float>();

        // docs/engine.md
        var device = CpuDevice.Default;
        var parameters = new RandomParameters(new Philox(seed: 1));
        var body = new SequentialModule("body", [new Linear("body.0", 6, 64, parameters, Activation.Gelu), new Dropout("body.1", 0.1f)]);
        var kindHead = new Linear("kind", 64, 3, parameters);
        var sizeHead = new Linear("size", 64, 1, parameters);

        var heads = new ParameterGroup([.. kindHead.Parameters, .. sizeHead.Parameters], learningRate: 1e-2f);
        var optimizer = new OptimizerState(new AdamW(), device, [new ParameterGroup(body.Parameters, learningRate: 2e-3f, weightDecay: 0.01f), heads]);
        var clipping = new GradientClipping { MaximumNorm = 1 };
        var crossEntropy = new Operations.CrossEntropy { LabelSmoothing = 0.1f };
        var huber = new Operations.Huber();
        var third = new Operations.Affine { Factor = 1 / 3.0 };

        using var scope = new TensorScope(device);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(seed: 2));
        for (int step = 0; step < steps; step++)
        {
            scope.Reset();
            tape.Clear();
            Tensor hidden = body.Forward(context, scope.From(features, [rows, 6]));
            Tensor kindLoss = context.Run(crossEntropy, kindHead.Forward(context, hidden), scope.From(kinds, [rows]));
            Tensor sizeLoss = context.Run(huber, sizeHead.Forward(context, hidden), scope.From(sizes, [rows]));
            Tensor loss = context.Add(kindLoss, context.Run(third, sizeLoss));

            optimizer.ClearGradients();
            tape.Backward(loss, scope);
            optimizer.ClipGradients(clipping);
            optimizer.Step();
            losses.Add(loss.ToScalar());
        }
        // end

        Assert.HasCount(steps, losses);
        Assert.IsLessThan(losses[0] / 2, losses[^1]);
        Assert.AreEqual(1e-2f, heads.LearningRate);
    }

    [TestMethod]
    public void TheColumnsInEngine_AreLearnt()
    {
        // The price is a number for each city, and 100 more where the age, slot 1, is above 10.
        const int rows = 400;
        float[] features = Values(rows * 3), prices = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            Span<float> values = features.AsSpan(row * 3, 3);
            int city = 2 + (row % 6);
            values[1] = 10 + (10 * values[1]);
            values[2] = city;
            prices[row] = (10 * city) + (values[1] > 10 ? 100 : 0);
        }

        // docs/engine.md
        var statistics = new NumberStatistics(size: 2);
        for (int row = 0; row < rows; row++)
        {
            statistics.Add(features.AsSpan(row * 3, 2));
        }

        InputDescription input = InputDescription.Of(
            statistics.ToColumn("size and age", NumberEncoding.PiecewiseLinear, maximumBins: 16, indicators: true),
            new CategoryColumn { Name = "city", Count = 8, Untrained = [0, 1] });

        Network network = Network.Create(new FeedForward { HiddenLayers = [32] }, new RegressionObjective(), input, seed: 1);
        network.Train(new InMemoryData([3], features, prices), validation: null, new TrainingOptions { Epochs = 30, LearningRate = 5e-3f });

        float[] price = new float[1];
        network.Predict([float.NaN, 12, 5], rows: 1, price);
        // end

        Assert.AreEqual(150, price[0], 15);
        network.Predict([float.NaN, 8, 7], 1, price);
        Assert.AreEqual(70, price[0], 15);
    }

    [TestMethod]
    public void TheRunInTraining_ReadsTheDigits_AndItsFileIsReadBack()
    {
        using var folder = new CurrentFolder();
        string[][] lines = [.. File.ReadLines(Path.Combine(Repository.Root, "examples", "data", "digits.csv")).Select(line => line.Split(','))];
        (float[] trainingPixels, int[] trainingDigits) = Digits(lines.Where((_, row) => row % 5 != 0));
        (float[] validationPixels, int[] validationDigits) = Digits(lines.Where((_, row) => row % 5 == 0));

        // docs/training.md
        var options = new TrainingOptions
        {
            Epochs = 30,
            BatchSize = 64,
            Optimizer = new AdamW(),
            LearningRate = 3e-3f,
            WeightDecay = 0.01f,
            Schedule = new LinearWarmUp { Steps = 50, Then = new CosineDecay() },
            GradientClipping = new GradientClipping { MaximumNorm = 1 },
            MovingAverage = new MovingAverage { Decay = 0.99 },
            EarlyStopping = new EarlyStopping { Patience = 5 },
            Checkpoint = new CheckpointOptions { Path = "run.checkpoint" },
            Progress = new ConsoleProgress(),
            Log = Console.WriteLine,
        };

        Network network = Network.Create(new FeedForward { HiddenLayers = [64] }, new MulticlassObjective(10), new InputDescription([64]), seed: 1);
        network.Train(new InMemoryData([64], trainingPixels, trainingDigits), new InMemoryData([64], validationPixels, validationDigits), options);

        TrainingHistory history = network.History!;
        Console.WriteLine($"{history.StopReason}; epoch {history.BestEpoch}: {history.MetricName} {history.Best.ValidationMetric:F3}");
        network.Save("digits.safetensors");
        // end

        Assert.IsGreaterThan(0.93, history.Best.ValidationMetric!.Value);
        Assert.IsTrue(File.Exists("run.checkpoint"));
        float[] trained = [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        File.Copy("digits.safetensors", "from-python.safetensors");
        network = Network.Create(network.Architecture, network.Objective, network.Input, seed: 2);

        // docs/training.md
        Dictionary<string, NamedTensor> saved = Safetensors.Read("from-python.safetensors").Tensors.ToDictionary(tensor => tensor.Name);
        foreach (Parameter parameter in network.Module.Parameters.Concat(network.Module.Buffers))
        {
            saved[parameter.Name].Values.Span.CopyTo(parameter.Values);
        }
        // end

        CollectionAssert.AreEqual(trained, network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray()).ToArray());
    }

    [TestMethod]
    public void TheNetworkInOwnArchitecture_TrainsSavesAndPrints()
    {
        using var folder = new CurrentFolder();
        float[] sequences = Values(200 * 20 * 4);
        int[] classes = [.. Enumerable.Range(0, 200).Select(row => row % 3)];

        // docs/own-architecture.md
        Architectures.Register<SequenceClassifier>("SequenceClassifier");

        Network network = Network.Create(new SequenceClassifier { HiddenSize = 16 }, new MulticlassObjective(3), new InputDescription([20, 4]), seed: 1);
        network.Train(new InMemoryData([20, 4], sequences, classes), validation: null, new TrainingOptions { Epochs = 3, LearningRate = 5e-3f });
        network.Save("sequences.safetensors");

        float[] probabilities = new float[3];
        Network.Load("sequences.safetensors").Predict(sequences.AsSpan(0, 20 * 4), rows: 1, probabilities);
        Console.WriteLine(network);
        // end

        Assert.AreEqual(1, probabilities.Sum(), 1e-5f);
        StringAssert.Contains(Page("own-architecture.md"), network.ToString());
    }

    [TestMethod]
    public void TheExamplesInDocs_AreTheCodeThatRan()
    {
        string folder = Path.Combine(Repository.Root, "test", "MLExtensions.Tests", "Docs");
        (string Page, string Code)[] ran =
        [
            .. Directory.GetFiles(folder, "*.cs").SelectMany(file => Ran().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
                .Select(match => (match.Groups[2].Value, Outdented(match.Groups[3].Value, match.Groups[1].Length))).Order(),
        ];
        (string Page, string Code)[] shown =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => Path.GetFileName(file))
                .SelectMany(page => Shown().Matches(Page(page)).Select(match => (page, match.Groups[1].Value))).Order(),
        ];

        Assert.HasCount(11, ran);
        CollectionAssert.AreEqual(shown, ran);
    }

    private static (float[] Pixels, int[] Digits) Digits(IEnumerable<string[]> lines) => (
        [.. lines.SelectMany(line => line[..64].Select(pixel => float.Parse(pixel, CultureInfo.InvariantCulture) / 16))],
        [.. lines.Select(line => int.Parse(line[64], CultureInfo.InvariantCulture))]);

    private static string Page(string name) => Repository.Read("docs", name);

    private static string Outdented(string code, int indent) => string.Join('\n', code.Split('\n').Select(line => line.Length >= indent ? line[indent..] : line));

    private static float[] Values(int count)
    {
        var random = new Philox(1);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    [GeneratedRegex(@"^( *)// docs/([\w-]+\.md)\n(.*?)^ *// end\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Ran();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();
}
