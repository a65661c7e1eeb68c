using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ResNetTests
{
    private static readonly ResNet s_small = new() { Blocks = [1, 2], Width = 3 };

    /// <summary>torch.nn modules put together as torchvision.models.ResNet, of basic blocks, with a stem of Conv2d(3, padding=1).</summary>
    [TestMethod]
    public void BasicBlocks_AreThoseOfPyTorch() => ReferenceRun.Check(s_small, [3, 7, 6],
            [-0.007347927f, -0.5597911f, -0.2160994f, 0.0935959f, -0.03548984f, -0.4782388f],
            [
                0.5941942f, -0.4742316f, -0.2267629f, 0.002966038f, 0.02941962f, -0.003411886f, 0.03926857f, -0.7052604f, -0.09067307f, 0.009703781f, 0.08185384f,
                0.009180975f, 0.04242763f, 0.08393033f, 0.03475078f, -0.001904251f, -0.008659482f, 0.03475078f, 0.04851848f, 0.1096003f, 0.01219722f, 0.005461874f,
                -0.07020901f, 0.1726087f, 0.2378534f, -0.366557f,
            ], [-11.21818f, 31.89022f, -28.90862f, 83.47987f, -8.012971f, 25.27795f]);

    /// <summary>As above, the shortcut where the shape changes being F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, 3)).</summary>
    [TestMethod]
    public void PaddedShortcuts_AreThoseOfPyTorch() => ReferenceRun.Check(s_small with { Shortcut = ResNetShortcut.Padding }, [3, 7, 6],
            [-1.008146f, -1.324757f, -1.153283f, -2.267899f, -1.136934f, -1.550625f],
            [
                0.1568484f, 1.117347f, 0.8276147f, -0.01078314f, 0.1760356f, 0.09482196f, -0.01301074f, 0.08595223f, 1.21806f, 0.01800787f, -0.09762183f,
                -0.08800391f, -0.03516163f, -0.8010543f, 2.26226f, -0.00537213f, 0.09553599f, 0.04113246f, 0.06723648f, -0.2385318f, 3.036336f, 3.620333f, -2.62249f,
            ], [7.789821f, -16.13727f, 15.12858f, -31.09886f, 5.26976f, -11.98996f]);

    /// <summary>torch.nn modules put together as torchvision.models.ResNet, of bottlenecks, with its stem.</summary>
    [TestMethod]
    public void Bottlenecks_AfterALargeStem_AreThoseOfPyTorch() => ReferenceRun.Check(
        new ResNet { Blocks = [1, 1], Width = 2, Block = ResNetBlock.Bottleneck, Stem = ResNetStem.ImageNet }, [3, 17, 20],
            [-0.01524339f, -5.136121f, -3.110139f, -8.260508f, -1.304057f, -6.210086f],
            [
                0.977641f, -2.553895f, -2.909355e-15f, -16.25088f, -1.361634f, 0.968084f, 3.129805f, 0.1989565f, -0.5581005f, -0.131051f, 0.7297856f, 0.277441f,
                -0.4004824f, -1.047692f, 0.277441f, -0.06023996f, 6.119448f, 2.59654f, 1.029809f, -1.081906f, -0.240652f, 1.271506f, -0.06946086f, 2.803139f,
                1.490143f, 0.8195372f, 2.803139f, -6.618148f, -7.296012f,
            ], [-5.417329f, -10.7522f, -7.700598f, -13.67756f, -5.803194f, -12.35789f]);

    /// <summary>The counts in torchvision's documentation of resnet18, 34, 50, 101 and 152.</summary>
    [TestMethod]
    [DataRow(18, 11_689_512)]
    [DataRow(34, 21_797_672)]
    [DataRow(50, 25_557_032)]
    [DataRow(101, 44_549_160)]
    [DataRow(152, 60_192_808)]
    public void ImageNet_HasTorchvisionsNumberOfParameters(int depth, int parameters) =>
        Assert.AreEqual(parameters, ZeroParameters.CountParameters(ResNet.ImageNet(depth), [3, 224, 224], 1000));

    /// <summary>Table 6 of the paper, in millions: 0.27, 0.46, 0.66, 0.85, 1.7.</summary>
    [TestMethod]
    [DataRow(20, 0.27)]
    [DataRow(32, 0.46)]
    [DataRow(44, 0.66)]
    [DataRow(56, 0.85)]
    [DataRow(110, 1.7)]
    public void Cifar_HasThePapersNumberOfParameters(int depth, double millions) =>
        Assert.AreEqual(millions, ZeroParameters.CountParameters(ResNet.Cifar(depth), [3, 32, 32], 10) / 1e6, depth == 110 ? 0.05 : 0.006);

    [TestMethod]
    public void Build_GivesTorchvisionsNames()
    {
        // Those of torchvision.models.resnet50, without num_batches_tracked.
        Layer module = ResNet.ImageNet(50).Build(new InputDescription([3, 64, 64]), new OutputDescription(1000), new ZeroParameters());
        string[] parameters = [.. module.Parameters.Select(parameter => parameter.ToString())], buffers = [.. module.Buffers.Select(buffer => buffer.ToString())];
        Assert.HasCount(161, parameters);
        Assert.HasCount(106, buffers);
        CollectionAssert.AreEqual(
            new[]
            {
                "conv1.weight [64, 3, 7, 7]", "bn1.weight [64]", "bn1.bias [64]",
                "layer1.0.conv1.weight [64, 64, 1, 1]", "layer1.0.bn1.weight [64]", "layer1.0.bn1.bias [64]", "layer1.0.conv2.weight [64, 64, 3, 3]", "layer1.0.bn2.weight [64]", "layer1.0.bn2.bias [64]",
                "layer1.0.conv3.weight [256, 64, 1, 1]", "layer1.0.bn3.weight [256]", "layer1.0.bn3.bias [256]",
                "layer1.0.downsample.0.weight [256, 64, 1, 1]", "layer1.0.downsample.1.weight [256]", "layer1.0.downsample.1.bias [256]",
                "layer1.1.conv1.weight [64, 256, 1, 1]",
            },
            parameters[..16]);
        CollectionAssert.IsSubsetOf(new[] { "layer2.0.conv2.weight [128, 128, 3, 3]", "layer4.2.conv3.weight [2048, 512, 1, 1]", "fc.weight [1000, 2048]", "fc.bias [1000]" }, parameters);
        CollectionAssert.IsSubsetOf(new[] { "bn1.running_mean [64]", "layer3.5.bn3.running_var [1024]", "layer4.0.downsample.1.running_mean [2048]" }, buffers);
    }

    [TestMethod]
    public void NewWeights_AreKaimingsByOutputs_AndNormalizationsOneOrZero()
    {
        var architecture = new ResNet { Blocks = [1, 1], Width = 64, Stem = ResNetStem.ImageNet };
        Network network = Create(architecture, [3, 32, 32]), zero = Create(architecture with { ZeroInitialization = true }, [3, 32, 32]);
        foreach ((string name, int fan) in new[] { ("conv1.weight", 64 * 49), ("layer1.0.conv1.weight", 64 * 9), ("layer2.0.downsample.0.weight", 128) })
        {
            float[] weights = Values(network, name);
            Assert.AreEqual(0, weights.Average(), 0.05 * Math.Sqrt(2.0 / fan), name);
            Assert.AreEqual(Math.Sqrt(2.0 / fan), Math.Sqrt(weights.Average(weight => (double)weight * weight)), 0.03 * Math.Sqrt(2.0 / fan), name);
        }

        Assert.IsTrue(Values(network, "layer1.0.bn2.weight").All(value => value == 1));
        Assert.IsTrue(Values(zero, "layer1.0.bn2.weight").All(value => value == 0));
        Assert.IsTrue(Values(zero, "layer1.0.bn1.weight").All(value => value == 1));
        Assert.IsTrue(zero.Module.Buffers.Where(buffer => buffer.Name.EndsWith("running_var", StringComparison.Ordinal)).All(buffer => buffer.Values.ToArray().All(value => value == 1)));
    }

    [TestMethod]
    public void ZeroInitialization_OfBottlenecks_MakesBlocksTheirShortcuts()
    {
        // Without what the blocks add, it does not matter what their first convolutions are.
        var architecture = new ResNet { Blocks = [2], Width = 2, Block = ResNetBlock.Bottleneck, ZeroInitialization = true };
        float[] image = [.. Enumerable.Range(0, 3 * 6 * 6).Select(i => MathF.Sin(i))], before = new float[2], after = new float[2];
        Network network = Create(architecture, [3, 6, 6]);
        network.Predict(image, 1, before);
        network.Module.Parameters.Single(parameter => parameter.Name == "layer1.1.conv1.weight").Values.Fill(7);
        network.Predict(image, 1, after);
        CollectionAssert.AreEqual(before, after);
    }

    [TestMethod]
    [DataRow(ResNetStem.Cifar, ResNetShortcut.Projection)]
    [DataRow(ResNetStem.Cifar, ResNetShortcut.Padding)]
    [DataRow(ResNetStem.ImageNet, ResNetShortcut.Projection)]
    [DataRow(ResNetStem.ImageNet, ResNetShortcut.Padding)]
    public void Create_ForImagesOfOnePlace_Predicts(ResNetStem stem, ResNetShortcut shortcut)
    {
        Network network = Create(new ResNet { Blocks = [1, 1, 1], Width = 4, Stem = stem, Shortcut = shortcut }, [1, 1, 1]);
        float[] scores = new float[2];
        network.Predict([0.5f], rows: 1, scores);
        Assert.AreEqual(1, scores.Sum(), 1e-5f);
    }

    [TestMethod]
    public void Train_OnDigits_LearnsThem() => ImageSample.CheckLearning(new ResNet { Blocks = [1, 1], Width = 8 }, epochs: 8, accuracy: 0.9);

    [TestMethod]
    public void SaveAndLoad_KeepsTheNetwork()
    {
        ImageSample.CheckSaving(s_small with { Shortcut = ResNetShortcut.Padding }, [2, 6, 5]);
        ImageSample.CheckSaving(new ResNet { Blocks = [1, 1], Width = 2, Block = ResNetBlock.Bottleneck, Stem = ResNetStem.ImageNet, ZeroInitialization = true }, [1, 12, 12]);
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new ResNet
        {
            Blocks = [1, 4],
            Width = 24,
            Block = ResNetBlock.Bottleneck,
            Stem = ResNetStem.ImageNet,
            Shortcut = ResNetShortcut.Padding,
            ZeroInitialization = true,
        };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.AreEqual(new ResNet(), Architectures.FromJson("""{"type":"ResNet"}"""));
        Assert.AreEqual(new ResNet { Blocks = [3, 3, 3] }, new ResNet());
        Assert.AreNotEqual(ResNet.ImageNet(34), ResNet.ImageNet(50));
        Assert.AreEqual(ResNet.Cifar(), ResNet.Cifar(depth: 20));
        Assert.AreEqual(
            "ResNet { Blocks = [3, 3, 3], Width = 16, Block = Basic, Stem = Cifar, Shortcut = Padding, ZeroInitialization = False }", ResNet.Cifar(20).ToString());
    }

    [TestMethod]
    public void ToString_OfTheNetwork_IsATableOfBlocks()
    {
        // 3 * 4 * 9; 4 * 4 * 9; 4 * 8 * 9, 8 * 8 * 9 and 4 * 8 weights, two a channel; 8 * 2 + 2.
        string expected =
            """
            Layer (type)                                    Output shape       Parameters
            -----------------------------------------------------------------------------
            conv1 (Convolution2D, 3 x 3)                    [batch, 4, 10, 9]         108
            bn1 (BatchNormalization, Relu)                  [batch, 4, 10, 9]           8
            layer1.0 (Residual, Relu)                       [batch, 4, 10, 9]
              layer1.0.conv1 (Convolution2D, 3 x 3)         [batch, 4, 10, 9]         144
              layer1.0.bn1 (BatchNormalization, Relu)       [batch, 4, 10, 9]           8
              layer1.0.conv2 (Convolution2D, 3 x 3)         [batch, 4, 10, 9]         144
              layer1.0.bn2 (BatchNormalization)             [batch, 4, 10, 9]           8
            layer2.0 (Residual, Relu)                       [batch, 8, 5, 5]
              layer2.0.conv1 (Convolution2D, 3 x 3)         [batch, 8, 5, 5]          288
              layer2.0.bn1 (BatchNormalization, Relu)       [batch, 8, 5, 5]           16
              layer2.0.conv2 (Convolution2D, 3 x 3)         [batch, 8, 5, 5]          576
              layer2.0.bn2 (BatchNormalization)             [batch, 8, 5, 5]           16
              layer2.0.downsample.0 (Convolution2D, 1 x 1)  [batch, 8, 5, 5]           32
              layer2.0.downsample.1 (BatchNormalization)    [batch, 8, 5, 5]           16
            avgpool (GlobalAveragePooling)                  [batch, 8]                  0
            fc (Linear)                                     [batch, 2]                 18
            -----------------------------------------------------------------------------
            Total parameters: 1,382
            Buffers: 72
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), Create(new ResNet { Blocks = [1, 1], Width = 4 }, [3, 10, 9]).ToString());
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("Blocks.Count is 0; expected at least 1 and at most 16.", Message(() => Create(new ResNet { Blocks = [] }, [3, 8, 8])));
        Assert.Contains("Blocks[1] is 0; expected at least 1 and at most 1000.", Message(() => Create(new ResNet { Blocks = [2, 0] }, [3, 8, 8])));
        Assert.Contains("Width is 0", Message(() => Create(new ResNet { Width = 0 }, [3, 8, 8])));
        Assert.Contains(
            "Width is 4096, which makes 131072 channels in stage 4; expected at most 65536.",
            Message(() => Create(new ResNet { Blocks = [1, 1, 1, 1], Width = 4096, Block = ResNetBlock.Bottleneck }, [3, 8, 8])));
        Assert.Contains("Block is 5; expected one of Basic, Bottleneck.", Message(() => Create(new ResNet { Block = (ResNetBlock)5 }, [3, 8, 8])));
        Assert.Contains("6 n + 2", Message(() => ResNet.Cifar(21)));
        Assert.Contains("6 n + 2", Message(() => ResNet.Cifar(2)));
        Assert.Contains("18, 34, 50, 101 or 152", Message(() => ResNet.ImageNet(20)));
    }

    [TestMethod]
    [DataRow(new[] { 64 })]
    [DataRow(new[] { 8, 8 })]
    [DataRow(new[] { 3, 0, 8 })]
    [DataRow(new[] { 3, 65536, 65536 })]
    public void Create_ForRowsThatAreNoImages_NamesTheShapeAndSaysWhatToDo(int[] row)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => Create(new ResNet(), Shape.Create(row))).Message;
        Assert.Contains($"ResNet takes images, rows of shape [channels, height, width]; found {Shape.Create(row)}.", message);
        Assert.Contains("new InputDescription([3, 32, 32])", message);
    }

    private static string Message(Action action) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message;

    private static float[] Values(Network network, string name) => network.Module.Parameters.Single(parameter => parameter.Name == name).Values.ToArray();

    private static Network Create(ResNet architecture, Shape row) => Network.Create(architecture, new MulticlassObjective(2), new InputDescription(row), seed: 1);
}
