using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>
/// <see cref="TransformerEncoder"/> beside PyTorch: embedding, torch.nn.TransformerEncoder with src_key_padding_mask, pooling of each row by itself, torch.nn.Linear. Rotary layers are written out there:
/// queries and keys as complex numbers times e^(i t / 10000^(2k / head)). How figures come about is said at <see cref="SequenceRows.CheckAgainstPyTorch"/>.
/// </summary>
[TestClass]
public sealed class TransformerEncoderTests
{
    [TestMethod]
    public void LearnedPositions_AndGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new TransformerEncoder { Positions = TransformerPositions.Learned, Pooling = TransformerPooling.Mean, Dropout = 0 }),
        [-0.6021138f, 0.5906781f, -0.6475733f, 0.5928325f, -0.5723639f, 0.5391852f, -0.5898303f, 0.5901263f],
        ("embedding.weight", [0f, 0f, 0f, 0f, 0.0101565f, -0.0133873f, -0.0121006f, 0.0153315f, 0.0163487f, -0.0238472f, -0.0322068f, 0.0397053f, 0.0036833f, -0.0029443f, -0.005158f, 0.004419f, 0.0180839f, -0.0234546f, -0.0259427f, 0.0313134f, 0.0095322f, -0.0118173f, -0.0143615f, 0.0166465f, 0.0111863f, -0.0122978f, -0.0158498f, 0.0169613f]),
        ("positions.weight", [0.0336942f, -0.0393533f, -0.0584656f, 0.0641247f, 0.0223265f, -0.0301731f, -0.0236885f, 0.0315352f, 0.0084909f, -0.0100718f, -0.0139077f, 0.0154887f, 0.0026777f, -0.0046523f, -0.0039806f, 0.0059552f, 0.0018016f, -0.0034979f, -0.0055769f, 0.0072732f, 0f, 0f, 0f, 0f]),
        ("encoder.layers.0.self_attn.in_proj_bias", [-0.0004659f, 0.0004543f, 0.0005508f, 0.0001179f, 0f, 0f, 0f, 0f, -0.0803118f, -0.05257f, -0.0001037f, 0.0524114f]));

    [TestMethod]
    public void SinusoidalPositionsAndClassToken_AndGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new TransformerEncoder { Positions = TransformerPositions.Sinusoidal, Pooling = TransformerPooling.ClassToken, NormFirst = false, Activation = Activation.Relu, Dropout = 0 }),
        [-1.1980461f, 0.4834951f, -1.2038989f, 0.489687f, -1.2103332f, 0.4955592f, -1.2025728f, 0.4879748f],
        ("embedding.weight", [0f, 0f, 0f, 0f, 0.0011987f, 0.0016774f, 0.0007245f, -0.0006969f, 0.0008322f, 0.0025179f, 0.0012243f, -0.0021906f, 0.0001335f, 0.0004025f, 0.0003885f, -0.0003223f, 0.0004822f, 0.0027554f, 0.0007855f, -0.0011588f, 0.0001708f, 0.0015724f, 0.0012336f, -0.0010445f, 0.0007657f, 0.0015771f, 0.0006436f, -0.0007062f]),
        ("class_token.weight", [0.0029707f, -0.011805f, 0.0312533f, -0.0178286f]),
        ("encoder.layers.1.linear1.bias", [0.3457638f, 0.2605803f, 0.0528418f, 0f, 0f, 0f, 0f, 0f]));

    [TestMethod]
    public void RotaryPositionsAndAttentionPooling_AndGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new TransformerEncoder { Positions = TransformerPositions.Rotary, Pooling = TransformerPooling.Attention, Dropout = 0 }),
        [0.1515779f, -0.8918639f, 0.1400135f, -0.9252856f, 0.1471578f, -0.9306445f, 0.1502184f, -0.8839178f],
        ("embedding.weight", [0f, 0f, 0f, 0f, -0.0063764f, 0.000303f, 0.0138006f, -0.0077272f, 0.0086841f, -0.024106f, 0.0378833f, -0.0224614f, -0.0016561f, 0.0002458f, 0.0034043f, -0.001994f, 0.0171296f, -0.0379147f, 0.0471362f, -0.0263511f, -0.0043853f, 0.0014158f, 0.0090795f, -0.0061099f, -0.006642f, 0.0066547f, 0.0263722f, -0.0263849f]),
        ("pooling.weight", [0.0000934f, 0.0004342f, -0.0003058f, 0.0007955f]),
        ("encoder.layers.0.self_attn.in_proj_weight", [0.0000442f, -0.0000399f, -0.000139f, -0.0000872f, -0.0000152f, 0.0000472f, 0.0000837f, 0.0000414f, -0.0000438f, -0.000077f, -0.0000085f, -0.0000108f, -0.0001012f, -0.0001805f, 0.0000142f, 0.0000726f, 0.0000304f, 0.0002068f, 0.0001555f, 0.0000202f, -0.0001271f, -0.0002763f, 0.0000084f, 0.0001916f, 0.0000123f, 0.0001068f, 0.0001003f, 0.0000498f, 0.0000046f, 0.0000235f, 0.0000624f, 0.0001271f, -0.0132139f, -0.0589396f, -0.0442667f, -0.0247372f, -0.0093454f, -0.0505673f, -0.04291f, -0.0261365f, -0.0010145f, -0.0184252f, -0.0215086f, -0.0152967f, 0.0074721f, 0.0223248f, 0.0106013f, 0.0031303f]));

    [TestMethod]
    public void Build_NamesParametersAsPyTorch_WithAndWithoutDropout()
    {
        string[] layer =
        [
            "self_attn.in_proj_weight [12, 4]", "self_attn.in_proj_bias [12]", "self_attn.out_proj.weight [4, 4]", "self_attn.out_proj.bias [4]", "linear1.weight [8, 4]", "linear1.bias [8]",
            "linear2.weight [4, 8]", "linear2.bias [4]", "norm1.weight [4]", "norm1.bias [4]", "norm2.weight [4]", "norm2.bias [4]",
        ];
        string[] expected =
        [
            "projection.weight [4, 2]", "projection.bias [4]", "positions.weight [6, 4]", "class_token.weight [1, 4]",
            .. layer.Select(name => $"encoder.layers.0.{name}"), .. layer.Select(name => $"encoder.layers.1.{name}"),
            "encoder.norm.weight [4]", "encoder.norm.bias [4]", "head.weight [2, 4]", "head.bias [2]",
        ];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            var architecture = new TransformerEncoder { Positions = TransformerPositions.Learned, Pooling = TransformerPooling.ClassToken, Dropout = dropout };
            CollectionAssert.AreEqual(expected, Create(architecture, SequenceRows.Steps(6)).Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        }
    }

    [TestMethod]
    public void ToString_IsATableOfLayers()
    {
        // 7 * 4; 12 * 4 + 12 + 4 * 4 + 4 + 8 * 4 + 8 + 4 * 8 + 4 + 4 * 4; 2 * 4; 2 * 4 + 2.
        Assert.AreEqual(
            """
            Layer (type)                                                   Output shape   Parameters
            ----------------------------------------------------------------------------------------
            embedding (Embedding, 7 of 4)                                  [batch, 6, 4]          28
            dropout (Dropout, 0.1)                                         [batch, 6, 4]           0
            class_token (ClassToken)                                       [batch, 7, 4]           4
            encoder (TransformerEncoderStack)                              [batch, 7, 4]
              encoder.layers.0 (TransformerEncoderLayer, 2 heads, rotary)  [batch, 7, 4]         172
              encoder.layers.1 (TransformerEncoderLayer, 2 heads, rotary)  [batch, 7, 4]         172
              encoder.norm (LayerNormalization)                            [batch, 7, 4]           8
            pooling (SequencePooling, First)                               [batch, 4]              0
            head (Linear)                                                  [batch, 2]             10
            ----------------------------------------------------------------------------------------
            Total parameters: 394
            """.ReplaceLineEndings("\n"),
            Create(new TransformerEncoder { Positions = TransformerPositions.Rotary, Pooling = TransformerPooling.ClassToken }).ToString());
    }

    [TestMethod]
    public void WithoutPositions_TheOrderOfStepsIsNotSeen_AndWithThemItIs()
    {
        foreach (TransformerPositions positions in Enum.GetValues<TransformerPositions>())
        {
            Network network = Network.Create(
                new TransformerEncoder { Width = 16, Positions = positions, Layers = 2 }, new MulticlassObjective(2), SequenceRows.Tokens(6), seed: 3);
            float[] one = SequenceRows.Scores(network, SequenceRows.Of(6, 0, [1, 2, 3, 3])), other = SequenceRows.Scores(network, SequenceRows.Of(6, 0, [3, 2, 1, 3]));
            Assert.AreEqual(positions == TransformerPositions.None, Math.Abs(one[0] - other[0]) < 1e-6f, positions.ToString());
        }
    }

    /// <summary>What rotary positions are for: attention sees how far apart steps are and not where they are.</summary>
    [TestMethod]
    public void RotaryAttention_OfStepsThatAreAllMoved_IsTheSame()
    {
        var attention = new MultiHeadAttention("attention", 16, 2, new RandomParameters(new Philox(1)), rotary: true);
        var random = new Philox(2);
        float[] steps = [.. Enumerable.Range(0, 5 * 16).Select(_ => random.NextGaussian())];
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        int[] mask = [1, 1, 1, 0, 0, 0, 0, 0];
        float[] first = attention.Forward(context, scope.From(steps, [1, 5, 16])).ToArray();
        Tensor late = scope.From([.. new float[3 * 16], .. steps], [1, 8, 16]);
        float[] moved = attention.Forward(context, late, new AttentionMasks(scope.From(mask, [1, 8]))).ToArray()[(3 * 16)..];
        float[] memory = attention.Forward(context, scope.From(steps, [1, 5, 16]), scope.From(steps, [1, 5, 16])).ToArray();
        float[] separate = attention.Forward(context, scope.From(steps, [1, 5, 16]), scope.From(steps, [1, 5, 16]), scope.From(steps, [1, 5, 16])).ToArray();
        for (int i = 0; i < first.Length; i++)
        {
            Assert.AreEqual(first[i], moved[i], 1e-5f);
            Assert.AreEqual(first[i], memory[i], 1e-5f);
            Assert.AreEqual(first[i], separate[i], 1e-5f);
        }

        Assert.Contains("3 each", Assert.ThrowsExactly<ArgumentException>(() => new MultiHeadAttention("x", 6, 2, new RandomParameters(new Philox(1)), rotary: true)).Message);
    }

    /// <summary>Vaswani et al., 2017, section 3.5, with a width that is odd.</summary>
    [TestMethod]
    public void SinusoidalPositions_AreAdded()
    {
        const int Width = 5, Time = 40;
        var layer = new SinusoidalPositions("positions", Width);
        using var scope = new TensorScope(CpuDevice.Default);
        foreach (int time in new[] { Time, 3 })
        {
            float[] got = layer.Forward(new ForwardContext(scope), scope.From(Enumerable.Repeat(2f, 2 * time * Width).ToArray(), [2, time, Width])).ToArray();
            for (int i = 0; i < got.Length; i++)
            {
                int column = i % Width, t = i / Width % time;
                double angle = t / Math.Pow(10_000, 2 * (column / 2) / (double)Width);
                Assert.AreEqual(2 + (column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)), got[i], 1e-6);
            }
        }

        Assert.AreEqual<Shape>([3, 5], layer.OutputShape([3, 5]));
        Assert.Contains("[3, 4]; expected [time, 5]", Assert.ThrowsExactly<ArgumentException>(() => layer.OutputShape([3, 4])).Message);
        Assert.Contains("expected [batch, time, 5]", Assert.ThrowsExactly<ArgumentException>(() => layer.Forward(new ForwardContext(scope), scope.From(new float[4], [1, 4]))).Message);
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new TransformerEncoder
        {
            Width = 30, Layers = 3, Heads = 5, FeedForwardFactor = 1.5f, Dropout = 0.25f, Activation = Activation.Silu, NormFirst = false, Positions = TransformerPositions.Rotary,
            Pooling = TransformerPooling.Attention,
        };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        StringAssert.Contains(Architectures.ToJson(architecture), "\"positions\":\"Rotary\"");
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("Width is 0; expected at least 1 and at most 65536.", Message(new() { Width = 0 }));
        Assert.Contains("Layers is 0", Message(new() { Layers = 0 }));
        Assert.Contains("Heads is 0", Message(new() { Heads = 0 }));
        Assert.Contains("FeedForwardFactor is 0; expected more than 0 and at most 16.", Message(new() { FeedForwardFactor = 0 }));
        Assert.Contains("Dropout is 1", Message(new() { Dropout = 1 }));
        Assert.Contains("Positions is 9; expected one of Learned, Sinusoidal, Rotary, None.", Message(new() { Positions = (TransformerPositions)9 }));
        Assert.Contains("Pooling is 9", Message(new() { Pooling = (TransformerPooling)9 }));
        Assert.Contains("Heads is 3, which does not divide Width, 128.", Message(new() { Heads = 3 }));
        Assert.Contains("Width 12 gives each of 4 heads 3.", Message(new() { Width = 12, Positions = TransformerPositions.Rotary }));
        Assert.Contains("Heads is 3", Assert.ThrowsExactly<InvalidDataException>(() => Architectures.FromJson("""{"type":"TransformerEncoder","heads":3}""")).Message);
    }

    private static string Message(TransformerEncoder architecture) =>
        Assert.Throws<ArgumentException>(() => Network.Create(architecture, new MulticlassObjective(2), SequenceRows.Tokens(6), seed: 1)).Message;

    private static Network Create(TransformerEncoder architecture, InputDescription? input = null) =>
        Network.Create(architecture with { Width = 4, Heads = 2 }, new MulticlassObjective(2), input ?? SequenceRows.Tokens(6), seed: 1);
}
