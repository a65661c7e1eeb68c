using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class FeedForwardTests
{
    [TestMethod]
    public void Build_NamesParametersAlikeWithAndWithoutDropout()
    {
        string[] expected = ["layers.0.weight [16, 8]", "layers.0.bias [16]", "layers.1.weight [4, 16]", "layers.1.bias [4]", "layers.2.weight [3, 4]", "layers.2.bias [3]"];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            Network network = Create(new FeedForward { HiddenLayers = [16, 4], Dropout = dropout }, seed: 1);
            CollectionAssert.AreEqual(expected, network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        }
    }

    [TestMethod]
    public void Create_WithTheSameSeed_GivesTheSameWeights()
    {
        float[] weights(int seed) => [.. Create(new FeedForward { HiddenLayers = [16] }, seed).Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        CollectionAssert.AreEqual(weights(1), weights(1));
        CollectionAssert.AreNotEqual(weights(1), weights(2));
    }

    [TestMethod]
    public void Create_OfAnArchitectureOutOfRange_NamesTheValue() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create(new FeedForward { Dropout = 1 }, seed: 1)).Message,
        "Dropout is 1; expected at least 0 and less than 1.");

    [TestMethod]
    public void Create_ForRowsThatAreNoVectors_SaysSo() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentException>(() => Network.Create(new FeedForward(), new BinaryObjective(), new InputDescription([8, 8]), seed: 1)).Message,
        "[8, 8]");

    [TestMethod]
    public void ToString_IsATableOfLayers()
    {
        // 8 * 1024 + 1024 and 1024 * 3 + 3, counted by hand.
        string expected =
            """
            Layer (type)               Output shape   Parameters
            ----------------------------------------------------
            layers.0 (Linear, Gelu)    [batch, 1024]       9,216
            dropout.0 (Dropout, 0.25)  [batch, 1024]           0
            layers.1 (Linear)          [batch, 3]          3,075
            ----------------------------------------------------
            Total parameters: 12,291
            """;
        Network network = Create(new FeedForward { HiddenLayers = [1024], Activation = Activation.Gelu, Dropout = 0.25f }, seed: 1);
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), network.ToString());

        network.Module.Parameters[0].RequiresGradient = false;
        StringAssert.EndsWith(network.ToString(), "Total parameters: 12,291 (4,099 trainable)");
    }

    private static Network Create(FeedForward architecture, int seed) => Network.Create(architecture, new MulticlassObjective(3), new InputDescription([8]), seed);
}
