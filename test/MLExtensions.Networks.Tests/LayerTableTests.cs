using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class LayerTableTests
{
    [TestMethod]
    public void Network_OfBlocks_IsATableOfTheirParts()
    {
        // 4 * 1 * 9; 2 * 4; 4 * 4 * 9; 8 * 4 * 9; 8 * 4; 2 * 8; 8 * 3 + 3, counted by hand. Each normalisation has a running mean and variance.
        string expected =
            """
            Layer (type)                              Output shape      Parameters  Trainable
            ---------------------------------------------------------------------------------
            conv (Convolution2D, 3 x 3)               [batch, 4, 6, 6]          36          0
            norm (BatchNormalization)                 [batch, 4, 6, 6]           8          8
            same (Residual, Relu)                     [batch, 4, 6, 6]
              same.conv (Convolution2D, 3 x 3, Relu)  [batch, 4, 6, 6]         144        144
            down (Residual)                           [batch, 8, 3, 3]
              down.0 (Convolution2D, 3 x 3)           [batch, 8, 3, 3]         288        288
              down.1 (BatchNormalization)             [batch, 8, 3, 3]          16         16
              down.2 (Convolution2D, 1 x 1)           [batch, 8, 3, 3]          32         32
            pool (GlobalAveragePooling)               [batch, 8]                 0          0
            head (Linear)                             [batch, 3]                27         27
            ---------------------------------------------------------------------------------
            Total parameters: 551 (515 trainable)
            Buffers: 24
            """;
        Network network = Create(new StepArchitecture("Blocks", [1, 6, 6], (_, outputs, parameters) => new SequentialModule("",
        [
            new Convolution2D("conv", 1, 4, 3, parameters, padding: 1, hasBias: false),
            new BatchNormalization("norm", 4, parameters),
            new Residual("same", new Convolution2D("same.conv", 4, 4, 3, parameters, padding: 1, activation: Activation.Relu, hasBias: false), activation: Activation.Relu),
            new Residual(
                "down",
                new SequentialModule("down",
                [
                    new Convolution2D("down.0", 4, 8, 3, parameters, stride: 2, padding: 1, hasBias: false),
                    new BatchNormalization("down.1", 8, parameters),
                ]),
                shortcut: new Convolution2D("down.2", 4, 8, 1, parameters, stride: 2, hasBias: false)),
            new GlobalAveragePooling("pool"),
            new Linear("head", 8, outputs, parameters),
        ])));
        network.Module.Parameters[0].RequiresGradient = false;

        Assert.AreEqual(expected.ReplaceLineEndings("\n"), network.ToString());
    }

    [TestMethod]
    public void Transformer_IsOneRowALayer()
    {
        // A layer of 8 features and 16 units: 3 * 8 * 8 + 3 * 8, 8 * 8 + 8, 16 * 8 + 16, 8 * 16 + 8, 2 * 2 * 8.
        string expected =
            """
            Layer (type)                                                   Output shape   Parameters
            ----------------------------------------------------------------------------------------
            encoder (TransformerEncoderStack)                              [batch, 5, 8]
              encoder.layers.0 (TransformerEncoderLayer, 2 heads, causal)  [batch, 5, 8]         600
              encoder.layers.1 (TransformerEncoderLayer, 2 heads, causal)  [batch, 5, 8]         600
              encoder.norm (LayerNormalization)                            [batch, 5, 8]          16
            flatten (Flatten)                                              [batch, 40]             0
            head (Linear)                                                  [batch, 3]            123
            ----------------------------------------------------------------------------------------
            Total parameters: 1,339
            """;
        Network network = Create(new StepArchitecture("Transformer", [5, 8], (_, outputs, parameters) => new SequentialModule("",
        [
            new TransformerEncoderStack(
                "encoder",
                2,
                name => new TransformerEncoderLayer(name, 8, 2, parameters, feedForward: 16, causal: true),
                name => new LayerNormalization(name, [8], parameters)),
            new Flatten("flatten"),
            new Linear("head", 40, outputs, parameters),
        ])));

        Assert.AreEqual(expected.ReplaceLineEndings("\n"), network.ToString());
    }

    [TestMethod]
    public void Parameters_AddUpToTheTotal_InEveryKindOfNetwork()
    {
        foreach (StepArchitecture architecture in StepArchitecture.All)
        {
            Network network = Create(architecture);
            string[] lines = network.ToString().Split('\n');
            string[] rows = [.. lines.Skip(2).TakeWhile(line => !line.StartsWith("--", StringComparison.Ordinal))];
            int column = lines[0].IndexOf("Parameters", StringComparison.Ordinal);
            long sum = rows.Where(row => row.Length > column).Sum(row => long.Parse(row[column..], NumberStyles.AllowThousands | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));

            Assert.IsNotEmpty(rows);
            Assert.AreEqual(network.Module.Parameters.Sum(parameter => (long)parameter.Shape.Length), sum, architecture.Title);
            CollectionAssert.Contains(lines, $"Total parameters: {sum.ToString("N0", CultureInfo.InvariantCulture)}", architecture.Title);
        }
    }

    private static Network Create(StepArchitecture architecture) =>
        Network.Create(architecture, new MulticlassObjective(3), new InputDescription(architecture.Row), seed: 1);
}
