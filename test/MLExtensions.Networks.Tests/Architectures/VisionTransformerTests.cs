using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class VisionTransformerTests
{
    private static readonly VisionTransformer s_small = new() { PatchSize = 2, Width = 6, Layers = 2, Heads = 2, FeedForwardFactor = 1.5f, Dropout = 0 };

    /// <summary>
    /// torch.nn: Conv2d(2, 6, 2, 2), flattened and transposed, torch.cat with the token, added positions, TransformerEncoder of two layers (norm_first, gelu, 1e-6) with
    /// LayerNorm, Linear of position 0.
    /// </summary>
    [TestMethod]
    public void ClassToken_IsThatOfPyTorch() => ReferenceRun.Check(s_small, [2, 4, 6],
            [-1.121577f, -0.04380922f, -1.118578f, -0.02747862f, -1.135759f, -0.07423734f],
            [
                -0.0003772648f, 0.01551121f, 0.1515868f, 0.1561763f, -0.7347745f, 0.2112885f, 0.008628605f, 0.1713764f, -0.002963336f, 0.002893458f, -0.48451f,
                0.17146f, -0.1555936f, -0.1294858f, 0.0001911366f, -0.001796369f, -0.3181277f, 0.3016886f, -0.1022142f, 0.1602385f, -0.003750268f, 0.004789931f,
                -0.3528506f, 0.1602304f, -0.005808359f, 0.1549394f, -7.759683e-06f, -0.0002765254f, -0.270394f, -0.7278762f, -1.049015f, -1.162931f,
            ], [-1.121577f, -0.04380922f, -1.118578f, -0.02747862f, -1.135759f, -0.07423734f]);

    /// <summary>As above without the token, Linear of the mean over the positions.</summary>
    [TestMethod]
    public void Mean_IsThatOfPyTorch() => ReferenceRun.Check(s_small with { Pooling = TransformerPooling.Mean }, [2, 4, 6],
            [-0.8491067f, -2.192453f, -0.787807f, -2.167114f, -0.6832843f, -2.175034f],
            [
                -0.06963544f, 0.1073614f, -0.05537269f, 0.869826f, 0.004446499f, -0.4907758f, 0.110893f, -0.004103346f, -0.006250565f, -0.03609393f, 0.1108116f,
                0.03717532f, -0.3931931f, -2.689524e-05f, 0.00248595f, -0.03363446f, 0.3733786f, 0.07032787f, 0.0952895f, 0.001404334f, -0.004081147f, -0.2820083f,
                0.0952927f, 0.1017384f, -0.6507826f, 5.141991e-05f, -2.135641e-05f, 0.5534877f, -1.938453f, 5.181994f, -2.71155f,
            ], [-0.8491067f, -2.192453f, -0.787807f, -2.167114f, -0.6832843f, -2.175034f]);

    /// <summary>The counts that timm and torchvision document: vit_tiny_patch16_224, vit_small_patch16_224, vit_b_16.</summary>
    [TestMethod]
    [DataRow(192, 3, 5_717_416)]
    [DataRow(384, 6, 22_050_664)]
    [DataRow(768, 12, 86_567_656)]
    public void PublishedSizes_HaveTheirNumberOfParameters(int width, int heads, int parameters) => Assert.AreEqual(
        parameters,
        ZeroParameters.CountParameters(new VisionTransformer { PatchSize = 16, Width = width, Layers = 12, Heads = heads }, [3, 224, 224], 1000));

    [TestMethod]
    public void Build_NamesParametersAlikeWithAndWithoutDropout()
    {
        string[] expected =
        [
            "conv_proj.weight [6, 2, 2, 2]", "conv_proj.bias [6]", "class_token.weight [1, 6]", "encoder.pos_embedding.weight [7, 6]",
            "encoder.layers.0.self_attn.in_proj_weight [18, 6]", "encoder.layers.0.self_attn.in_proj_bias [18]", "encoder.layers.0.self_attn.out_proj.weight [6, 6]", "encoder.layers.0.self_attn.out_proj.bias [6]",
            "encoder.layers.0.linear1.weight [9, 6]", "encoder.layers.0.linear1.bias [9]", "encoder.layers.0.linear2.weight [6, 9]", "encoder.layers.0.linear2.bias [6]",
            "encoder.layers.0.norm1.weight [6]", "encoder.layers.0.norm1.bias [6]", "encoder.layers.0.norm2.weight [6]", "encoder.layers.0.norm2.bias [6]",
            "encoder.norm.weight [6]", "encoder.norm.bias [6]", "heads.head.weight [2, 6]", "heads.head.bias [2]",
        ];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            CollectionAssert.AreEqual(expected, Names(Create(s_small with { Layers = 1, Dropout = dropout }, [2, 4, 6])));
        }

        string[] mean = Names(Create(s_small with { Layers = 1, Pooling = TransformerPooling.Mean }, [2, 4, 6]));
        CollectionAssert.AreEqual(expected.Where(name => !name.StartsWith("class_token", StringComparison.Ordinal)).Select(name => name.Replace("[7, 6]", "[6, 6]", StringComparison.Ordinal)).ToArray(), mean);
    }

    [TestMethod]
    public void Train_OnDigits_LearnsThem() => ImageSample.CheckLearning(
        new VisionTransformer { PatchSize = 2, Width = 32, Layers = 2, Heads = 4, FeedForwardFactor = 2, Dropout = 0 }, epochs: 8, accuracy: 0.85);

    [TestMethod]
    public void SaveAndLoad_KeepsTheNetwork()
    {
        ImageSample.CheckSaving(s_small with { Dropout = 0.2f }, [2, 4, 6]);
        ImageSample.CheckSaving(s_small with { Pooling = TransformerPooling.Mean }, [1, 2, 2]);
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new VisionTransformer
        {
            PatchSize = 3,
            Width = 24,
            Layers = 5,
            Heads = 8,
            FeedForwardFactor = 2.5f,
            Activation = Activation.Relu,
            Dropout = 0.25f,
            Pooling = TransformerPooling.Mean,
        };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.AreEqual(new VisionTransformer(), Architectures.FromJson("""{"type":"VisionTransformer"}"""));
        Assert.Contains("Heads is 5", Assert.ThrowsExactly<InvalidDataException>(() => Architectures.FromJson("""{"type":"VisionTransformer","heads":5}""")).Message);
    }

    [TestMethod]
    public void ToString_OfTheNetwork_IsATableOfLayers()
    {
        // 6 * 8 + 6; 6; 7 * 6; 18 * 6 + 18 + 6 * 6 + 6 + 9 * 6 + 9 + 6 * 9 + 6 + 4 * 6; 12; 6 * 2 + 2.
        string expected =
            """
            Layer (type)                                           Output shape   Parameters
            --------------------------------------------------------------------------------
            conv_proj (PatchEmbedding, 2 x 2)                      [batch, 6, 6]          54
            class_token (ClassToken)                               [batch, 7, 6]           6
            encoder.pos_embedding (LearnedPositions, 7)            [batch, 7, 6]          42
            encoder.dropout (Dropout, 0.25)                        [batch, 7, 6]           0
            encoder (TransformerEncoderStack)                      [batch, 7, 6]
              encoder.layers.0 (TransformerEncoderLayer, 2 heads)  [batch, 7, 6]         315
              encoder.norm (LayerNormalization)                    [batch, 7, 6]          12
            pool (SequencePooling, First)                          [batch, 6]              0
            heads.head (Linear)                                    [batch, 2]             14
            --------------------------------------------------------------------------------
            Total parameters: 443
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), Create(s_small with { Layers = 1, Dropout = 0.25f }, [2, 4, 6]).ToString());
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("PatchSize is 0", Message(new() { PatchSize = 0 }));
        Assert.Contains("Layers is 0", Message(new() { Layers = 0 }));
        Assert.Contains("Width is 0", Message(new() { Width = 0 }));
        Assert.Contains("FeedForwardFactor is 0; expected more than 0 and at most 16.", Message(new() { FeedForwardFactor = 0 }));
        Assert.Contains("Dropout is NaN", Message(new() { Dropout = float.NaN }));
        Assert.Contains("Heads is 5; expected a number that divides Width, 192.", Message(new() { Heads = 5 }));
        Assert.Contains("Pooling is 9; expected one of ClassToken, Mean, Max, Attention.", Message(new() { Pooling = (TransformerPooling)9 }));
    }

    [TestMethod]
    public void Create_ForOtherRows_NamesTheShapeAndSaysWhatToDo()
    {
        string vector = Assert.ThrowsExactly<ArgumentException>(() => Create(new VisionTransformer(), [64])).Message;
        Assert.Contains("VisionTransformer takes images, rows of shape [channels, height, width]; found [64].", vector);

        string odd = Assert.ThrowsExactly<ArgumentException>(() => Create(new VisionTransformer(), [3, 32, 30])).Message;
        Assert.Contains("patches of 4 by 4, which do not fill rows of shape [3, 32, 30]. Set PatchSize to a number that divides height and width", odd);
        Assert.Contains("patches of 16 by 16", Assert.ThrowsExactly<ArgumentException>(() => Create(new VisionTransformer { PatchSize = 16 }, [3, 8, 8])).Message);
    }

    private static string Message(VisionTransformer architecture) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create(architecture, [3, 8, 8])).Message;

    private static string[] Names(Network network) => [.. network.Module.Parameters.Select(parameter => parameter.ToString())];

    private static Network Create(VisionTransformer architecture, Shape row) => Network.Create(architecture, new MulticlassObjective(2), new InputDescription(row), seed: 1);
}
