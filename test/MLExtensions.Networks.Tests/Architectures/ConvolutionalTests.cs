using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ConvolutionalTests
{
    private static readonly Convolutional s_fcn = new() { Channels = [3, 5, 3], KernelSizes = [8, 5, 3], PoolSize = 1 };

    /// <summary>torch.nn: for each of two blocks twice Conv2d(padding="same", bias=False), BatchNorm2d, ReLU, then MaxPool2d(2); mean, Linear, ReLU, Linear.</summary>
    [TestMethod]
    public void Images_AreThoseOfPyTorch() => ReferenceRun.Check(
        new Convolutional { Channels = [3, 4], ConvolutionsPerBlock = 2, HiddenLayers = [5] }, [2, 5, 7],
            [0.7671784f, 1.699199f, 0.6828426f, 2.136705f, 0.7659377f, 1.705635f],
            [
                0.008871692f, 0.004002587f, -0.00486527f, 0.001720787f, 0.04902008f, 0.03821756f, 0.0003073387f, 0.04676781f, 0.04658704f, 0.007857871f, -0.5773084f,
                0.736455f, 1.814565f, -0.006693476f, -3.775181f, 2.381849f,
            ], [4.678475f, 1.38762f, 21.61426f, -0.4955591f, 4.431266f, 1.804701f]);

    /// <summary>torch.nn: Conv2d(kernel 4 and then 3, padding="same"), tanh, MaxPool2d(2), twice; Flatten, Linear.</summary>
    [TestMethod]
    public void Images_FlattenedAndWithoutNormalization_AreThoseOfPyTorch() => ReferenceRun.Check(
        new Convolutional { Channels = [3, 4], KernelSizes = [4, 3], BatchNormalization = false, Activation = Activation.Tanh, FinalPooling = FinalPooling.Flatten }, [2, 5, 7],
            [-2.46605f, 2.111867f, -2.497544f, 2.143281f, -1.527192f, 1.165789f], [-1.736327f, 3.173274f, -0.3622411f, 0.8403321f, -8.992252f, -0.5417414f], [-2.46605f, 2.111867f, -2.497544f, 2.143281f, -1.527192f, 1.165789f]);

    /// <summary>The FCN of Wang, Yan, Oates, narrower, in torch.nn: transposed, three times Conv1d(padding="same"), BatchNorm1d, ReLU, then the mean and Linear.</summary>
    [TestMethod]
    public void Sequences_AreThoseOfPyTorch() => ReferenceRun.Check(s_fcn, [12, 2],
            [0.5582462f, -2.199373f, -0.5456514f, -0.2656234f, -0.5534644f, -0.2422396f], [-0.3344957f, 0.7228044f, -0.02629817f, -0.3306161f, -0.09449531f, -0.1240014f, -0.4857226f, -1.145774f, 0.8546321f, 0.699256f, -0.983951f], [0.2639912f, -1.684903f, -0.4518528f, -0.5226492f, -0.4518528f, -0.5226492f]);

    /// <summary>As above with MaxPool1d of 2, and of 1 where only one place is left.</summary>
    [TestMethod]
    public void Vectors_AreThoseOfPyTorch() => ReferenceRun.Check(new Convolutional { Channels = [3, 4] }, [3],
            [-4.175816f, 2.764537f, -0.3794454f, -0.2274481f, -2.408218f, 1.33535f], [0.1041514f, 0.5834205f, -0.004653296f, 0.06632433f, -5.684395f, 7.215866f, -9.673623f, -1.158716f], [-2.601649f, 1.478471f, -1.852033f, 0.872411f, -2.118714f, 1.086436f]);

    [TestMethod]
    public void FullyConvolutionalNetwork_HasThePapersParameters()
    {
        // 128 * 8 + 256 * 128 * 5 + 128 * 256 * 3 weights, two numbers a channel for the normalisations, and 128 * 2 + 2.
        var fcn = new Convolutional { Channels = [128, 256, 128], KernelSizes = [8, 5, 3], PoolSize = 1 };
        Assert.AreEqual(263_168 + 1_024 + 258, Count(Create(fcn, [96, 1])));
        CollectionAssert.AreEqual(
            new[]
            {
                "blocks.0.convolution1.weight [128, 1, 8]", "blocks.0.normalization1.weight [128]", "blocks.0.normalization1.bias [128]",
                "blocks.1.convolution1.weight [256, 128, 5]", "blocks.1.normalization1.weight [256]", "blocks.1.normalization1.bias [256]",
                "blocks.2.convolution1.weight [128, 256, 3]", "blocks.2.normalization1.weight [128]", "blocks.2.normalization1.bias [128]",
                "output.weight [2, 128]", "output.bias [2]",
            },
            Names(Create(fcn, [96, 1])));
    }

    [TestMethod]
    public void Build_NamesParametersAlikeWithAndWithoutDropoutAndPooling()
    {
        var architecture = new Convolutional { Channels = [2, 3], ConvolutionsPerBlock = 2, HiddenLayers = [4], BatchNormalization = false };
        string[] expected =
        [
            "blocks.0.convolution1.weight [2, 1, 3, 3]", "blocks.0.convolution1.bias [2]", "blocks.0.convolution2.weight [2, 2, 3, 3]", "blocks.0.convolution2.bias [2]",
            "blocks.1.convolution1.weight [3, 2, 3, 3]", "blocks.1.convolution1.bias [3]", "blocks.1.convolution2.weight [3, 3, 3, 3]", "blocks.1.convolution2.bias [3]",
            "hidden.0.weight [4, 3]", "hidden.0.bias [4]", "output.weight [2, 4]", "output.bias [2]",
        ];
        CollectionAssert.AreEqual(expected, Names(Create(architecture, [1, 8, 8])));
        CollectionAssert.AreEqual(expected, Names(Create(architecture with { Dropout = 0.5f, PoolSize = 1 }, [1, 8, 8])));
    }

    [TestMethod]
    [DataRow(new[] { 1 })]
    [DataRow(new[] { 5 })]
    [DataRow(new[] { 1, 1 })]
    [DataRow(new[] { 9, 3 })]
    [DataRow(new[] { 3, 1, 1 })]
    [DataRow(new[] { 1, 9, 2 })]
    public void Create_ForRowsOfAnySize_Predicts(int[] row)
    {
        foreach (FinalPooling pooling in Enum.GetValues<FinalPooling>())
        {
            Network network = Create(new Convolutional { FinalPooling = pooling, KernelSizes = [5] }, Shape.Create(row));
            float[] scores = new float[2];
            network.Predict(new float[network.Input.Shape.Length], rows: 1, scores);
            Assert.AreEqual(1, scores.Sum(), 1e-5f);
        }
    }

    [TestMethod]
    public void Train_OnDigits_LearnsThem() => ImageSample.CheckLearning(new Convolutional { Channels = [16, 32], Dropout = 0.1f }, epochs: 4, accuracy: 0.9);

    /// <summary>One block, so that its convolution sees zeros past the end of the row however long the rows are.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Predict_OfUnequalLengths_DoesNotDependOnHowMuchPaddingThereIs(int poolSize)
    {
        var architecture = new Convolutional { Channels = [6], PoolSize = poolSize };
        int[][] texts = [.. SequenceRows.Random(20, 9, seed: 2), []];
        Network few = Create(SequenceRows.Steps(12)), many = Create(SequenceRows.Steps(24));
        float[] expected = SequenceRows.Scores(few, SequenceRows.Signals(12, float.NaN, texts)), found = SequenceRows.Scores(many, SequenceRows.Signals(24, float.NaN, texts));
        Assert.IsGreaterThan(0.1f, expected.Max() - expected.Min());
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], found[i], 1e-6f);
        }

        Network Create(InputDescription input) => Network.Create(architecture, new MulticlassObjective(3), input, seed: 3);
    }

    /// <summary>Rows that have all steps are scored as those that cannot have fewer.</summary>
    [TestMethod]
    public void Predict_OfWholeRows_IsThatOfRowsOfOneLength()
    {
        var architecture = new Convolutional { Channels = [4, 5], Dropout = 0.1f };
        int[][] texts = [[3, 1, 6, 2, 5], [4, 4, 1, 1, 2]];
        Network variable = Network.Create(architecture, new MulticlassObjective(3), SequenceRows.Steps(5), seed: 3);
        Network whole = Network.Create(architecture, new MulticlassObjective(3), SequenceRows.Steps(5, isVariable: false), seed: 3);
        float[] signals = SequenceRows.Signals(5, float.NaN, texts);
        float[] expected = SequenceRows.Scores(whole, [.. signals[1..11], .. signals[12..]]), found = SequenceRows.Scores(variable, signals);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], found[i], 1e-6f);
        }
    }

    [TestMethod]
    public void SaveAndLoad_KeepsTheNetwork()
    {
        ImageSample.CheckSaving(new Convolutional { Channels = [4, 6], Dropout = 0.2f, HiddenLayers = [5] }, [2, 6, 5]);
        ImageSample.CheckSaving(s_fcn, [10, 2]);
        ImageSample.CheckSaving(new Convolutional { Channels = [4, 6], BatchNormalization = false }, [7]);
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new Convolutional
        {
            Channels = [3, 5, 7],
            KernelSizes = [8, 5, 3],
            ConvolutionsPerBlock = 2,
            PoolSize = 3,
            BatchNormalization = false,
            Activation = Activation.Silu,
            Dropout = 0.125f,
            FinalPooling = FinalPooling.Flatten,
            HiddenLayers = [9],
        };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.AreEqual(new Convolutional(), Architectures.FromJson("""{"type":"Convolutional"}"""));
    }

    [TestMethod]
    public void Lists_AreCopiedAndComparedByValue()
    {
        int[] channels = [4, 2];
        var architecture = new Convolutional { Channels = channels };
        channels[0] = 100;

        Assert.AreEqual(new Convolutional { Channels = [4, 2] }, architecture);
        Assert.AreEqual(new Convolutional { Channels = [4, 2] }.GetHashCode(), architecture.GetHashCode());
        Assert.AreNotEqual(new Convolutional { Channels = [2, 4] }, architecture);
        Assert.AreNotEqual(architecture with { KernelSizes = [5] }, architecture);
        StringAssert.StartsWith(architecture.ToString(), "Convolutional { Channels = [4, 2], KernelSizes = [3], ConvolutionsPerBlock = 1, PoolSize = 2,");
    }

    [TestMethod]
    public void ToString_OfTheNetwork_IsATableOfLayers()
    {
        // 3 * 16 * 9 and 16 * 32 * 9 weights, two a channel, and 32 * 2 + 2.
        string expected =
            """
            Layer (type)                                        Output shape         Parameters
            -----------------------------------------------------------------------------------
            blocks.0.convolution1 (Convolution2D, 3 x 3)        [batch, 16, 12, 10]         432
            blocks.0.normalization1 (BatchNormalization, Relu)  [batch, 16, 12, 10]          32
            blocks.0.pool (MaxPooling2D, 2 x 2)                 [batch, 16, 6, 5]             0
            blocks.1.convolution1 (Convolution2D, 3 x 3)        [batch, 32, 6, 5]         4,608
            blocks.1.normalization1 (BatchNormalization, Relu)  [batch, 32, 6, 5]            64
            blocks.1.pool (MaxPooling2D, 2 x 2)                 [batch, 32, 3, 2]             0
            pool (GlobalAveragePooling)                         [batch, 32]                   0
            output (Linear)                                     [batch, 2]                   66
            -----------------------------------------------------------------------------------
            Total parameters: 5,202
            Buffers: 96
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), Create(new Convolutional { Channels = [16, 32] }, [3, 12, 10]).ToString());
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("Channels.Count is 0; expected at least 1 and at most 100.", Message(new() { Channels = [] }));
        Assert.Contains("Channels[1] is 0; expected at least 1", Message(new() { Channels = [4, 0] }));
        Assert.Contains("KernelSizes[0] is -1; expected at least 1", Message(new() { KernelSizes = [-1] }));
        Assert.Contains("KernelSizes has 2 numbers; expected one for all blocks, or 3, as Channels has.", Message(new() { KernelSizes = [3, 5] }));
        Assert.Contains("HiddenLayers[0] is 0", Message(new() { HiddenLayers = [0] }));
        Assert.Contains("PoolSize is 0", Message(new() { PoolSize = 0 }));
        Assert.Contains("ConvolutionsPerBlock is 0", Message(new() { ConvolutionsPerBlock = 0 }));
        Assert.Contains("Dropout is 1", Message(new() { Dropout = 1 }));
        Assert.Contains("FinalPooling is 7; expected one of GlobalAverage, Flatten.", Message(new() { FinalPooling = (FinalPooling)7 }));
    }

    [TestMethod]
    public void Create_ForOtherRows_NamesTheShape()
    {
        foreach (Shape row in new Shape[] { [], [1, 2, 3, 4], [3, 0, 4], [0] })
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() => Create(new Convolutional(), row)).Message;
            Assert.Contains($"[channels, height, width], [time, features] or [features]; found {row}.", message);
        }

        var wide = new Convolutional { Channels = [60_000], PoolSize = 1, FinalPooling = FinalPooling.Flatten, BatchNormalization = false };
        Assert.Contains("[60000, 200, 200]", Assert.ThrowsExactly<ArgumentException>(() => Create(wide, [1, 200, 200])).Message);
    }

    private static string Message(Convolutional architecture) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create(architecture, [3, 8, 8])).Message;

    private static string[] Names(Network network) => [.. network.Module.Parameters.Select(parameter => parameter.ToString())];

    private static long Count(Network network) => network.Module.Parameters.Sum(parameter => (long)parameter.Shape.Length);

    private static Network Create(Convolutional architecture, Shape row) => Network.Create(architecture, new MulticlassObjective(2), new InputDescription(row), seed: 1);
}
