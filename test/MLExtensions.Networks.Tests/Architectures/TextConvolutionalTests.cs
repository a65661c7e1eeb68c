namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TextConvolutionalTests
{
    /// <summary>
    /// Embedding; for each width torch.nn.Conv1d on each row by itself, with width - 1 zeros before and after it, relu, max over time; torch.nn.Linear. How figures come about is said at
    /// <see cref="SequenceRows.CheckAgainstPyTorch"/>.
    /// </summary>
    [TestMethod]
    public void Forward_AndItsGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new TextConvolutional { Widths = [1, 3, 4], Dropout = 0 }),
        [-0.4273548f, -0.1222384f, -0.241251f, 0.0618107f, -0.3293034f, -0.0244981f, -0.4534471f, -0.1472221f],
        ("embedding.weight", [0f, 0f, 0f, 0f, -0.0233359f, -0.0221344f, 0.0319748f, -0.0451709f, 0.0073626f, 0.0606666f, -0.0272342f, -0.0063585f, 0.0070213f, -0.0072934f, 0.0067226f, -0.005375f, -0.0122571f, 0.0233325f, -0.0113016f, -0.0119214f, 0.0873057f, 0.0329379f, 0.0187144f, 0.0319562f, -0.0183084f, 0.0380131f, -0.0186044f, -0.0226962f]),
        ("convolutions.1.weight", [0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, -0.0013236f, 0.0404592f, 0.0210356f, 0.0194768f, 0.0313427f, -0.0061794f, 0.031117f, 0.0074851f, -0.0304881f, 0.0281223f, -0.0198928f, -0.0404578f, 0.0243208f, 0.0278912f, -0.0330994f, 0.0125817f, 0.0120991f, -0.0218127f, -0.0050748f, -0.0093833f, -0.0002671f, -0.0203445f, -0.0264526f, 0.0214041f]),
        ("convolutions.2.bias", [0.030614f, 0f, 0f]));

    [TestMethod]
    public void Build_NamesParametersAsPyTorch_WithAndWithoutDropout()
    {
        string[] expected =
        [
            "embedding.weight [7, 4]", "convolutions.0.weight [3, 4, 2]", "convolutions.0.bias [3]", "convolutions.1.weight [3, 4, 9]", "convolutions.1.bias [3]", "head.weight [2, 6]", "head.bias [2]",
        ];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            CollectionAssert.AreEqual(
                expected, Create(new TextConvolutional { Widths = [2, 9], Dropout = dropout }).Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        }
    }

    [TestMethod]
    public void ToString_IsATableOfLayers()
    {
        // 7 * 4; 3 * (4 * (2 + 9) + 2); 2 * 6 + 2.
        Assert.AreEqual(
            """
            Layer (type)                                               Output shape   Parameters
            ------------------------------------------------------------------------------------
            embedding (Embedding, 7 of 4)                              [batch, 6, 4]          28
            convolutions (Convolutions, 2/9, Relu, largest over time)  [batch, 6]            138
            dropout (Dropout, 0.5)                                     [batch, 6]              0
            head (Linear)                                              [batch, 2]             14
            ------------------------------------------------------------------------------------
            Total parameters: 180
            """.ReplaceLineEndings("\n"),
            Create(new TextConvolutional { Widths = [2, 9] }).ToString());
    }

    [TestMethod]
    public void EmbeddingsOfANewNetwork_AreUniformAndThatOfPaddingIsZero()
    {
        Network network = Network.Create(
            new TextConvolutional(), new BinaryObjective(), InputDescription.Of(new TokenColumn { Name = "x", MaximumLength = 9, VocabularySize = 1000 }), seed: 1);
        float[] values = network.Module.Parameters[0].Values.ToArray();
        Assert.IsTrue(values[..300].All(value => value == 0));
        Assert.AreEqual(0.25f, values.Max(), 1e-5f);
        Assert.AreEqual(-0.25f, values.Min(), 1e-5f);

        // The mean of 299,700 squares of uniform numbers, 0.25 squared by 3; five standard deviations.
        Assert.AreEqual(0.0625 / 3, values.Skip(300).Average(value => (double)value * value), 2e-4);
    }

    [TestMethod]
    public void Widths_AreCopiedComparedByValueAndKept()
    {
        int[] widths = [4, 2];
        var architecture = new TextConvolutional { Widths = widths, Channels = 17, EmbeddingSize = 19, Dropout = 0.25f };
        widths[0] = 100;
        Assert.AreEqual(architecture with { Widths = [4, 2] }, architecture);
        Assert.AreEqual((architecture with { Widths = [4, 2] }).GetHashCode(), architecture.GetHashCode());
        foreach (TextConvolutional other in new[]
        {
            architecture with { Widths = [2, 4] }, architecture with { Channels = 18 }, architecture with { EmbeddingSize = 20 }, architecture with { Dropout = 0 },
        })
        {
            Assert.AreNotEqual(architecture, other);
        }

        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.AreEqual("TextConvolutional { EmbeddingSize = 19, Widths = [4, 2], Channels = 17, Dropout = 0.25 }", architecture.ToString());
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("Widths.Count is 0; expected at least 1 and at most 100.", Message(new() { Widths = [] }));
        Assert.Contains("Widths[1] is 0; expected at least 1 and at most 1000.", Message(new() { Widths = [3, 0] }));
        Assert.Contains("Channels is 0", Message(new() { Channels = 0 }));
        Assert.Contains("EmbeddingSize is 65537", Message(new() { EmbeddingSize = 65537 }));
        Assert.Contains("Dropout is 1; expected at least 0 and less than 1.", Message(new() { Dropout = 1 }));
        Assert.Contains("Dropout is NaN", Message(new() { Dropout = float.NaN }));
    }

    private static string Message(TextConvolutional architecture) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => Network.Create(architecture, new MulticlassObjective(2), SequenceRows.Tokens(6), seed: 1)).Message;

    private static Network Create(TextConvolutional architecture) =>
        Network.Create(architecture with { EmbeddingSize = 4, Channels = 3 }, new MulticlassObjective(2), SequenceRows.Tokens(6), seed: 1);
}
