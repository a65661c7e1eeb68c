using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ResidualTabularTests
{
    private static readonly ResidualTabular s_small = new() { Blocks = 2, Width = 4, HiddenFactor = 1.5f, HiddenDropout = 0 };

    [TestMethod]
    public void Build_NamesParametersAlikeWithAndWithoutDropout()
    {
        string[] expected =
        [
            "input.weight [4, 3]", "input.bias [4]",
            "blocks.0.normalization.weight [4]", "blocks.0.normalization.bias [4]", "blocks.0.linear1.weight [6, 4]", "blocks.0.linear1.bias [6]", "blocks.0.linear2.weight [4, 6]", "blocks.0.linear2.bias [4]",
            "blocks.1.normalization.weight [4]", "blocks.1.normalization.bias [4]", "blocks.1.linear1.weight [6, 4]", "blocks.1.linear1.bias [6]", "blocks.1.linear2.weight [4, 6]", "blocks.1.linear2.bias [4]",
            "output.normalization.weight [4]", "output.normalization.bias [4]", "output.linear.weight [2, 4]", "output.linear.bias [2]",
        ];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            Network network = Create(s_small with { HiddenDropout = dropout, ResidualDropout = dropout });
            CollectionAssert.AreEqual(expected, network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        }
    }

    /// <summary>PyTorch 1.13: the same modules with parameter number n, over all of them in turn, sin(0.7 n + 0.3), on rows cos(0.9 i + j); the loss is the mean of squares.</summary>
    [TestMethod]
    public void Forward_AndItsGradient_AreThoseOfPyTorch()
    {
        Network network = Create(s_small);
        int number = 0;
        foreach (Parameter parameter in network.Module.Parameters)
        {
            foreach (ref float value in parameter.Values)
            {
                value = (float)Math.Sin((0.7 * number++) + 0.3);
            }
        }

        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        float[] rows = [.. Enumerable.Range(0, 15).Select(i => (float)Math.Cos((0.9 * (i / 3)) + (i % 3)))];
        var training = new ForwardContext(scope, tape, training: true);
        Tensor output = network.Module.Forward(training, scope.From(rows, [5, 3]));
        AssertClose([-2.4280758f, 3.0822258f, -1.9217707f, 2.7965062f, -0.4715027f, 1.3162699f, 0.5181627f, 0.310108f, -0.5838101f, 1.4380007f], output.ToArray());

        Tensor loss = training.Run(new MeanSquaredError(), output, scope.From(new float[10], [5, 2]));
        tape.Backward(loss, scope);
        AssertClose([-0.6534226f, -0.190373f, 0.4477046f, 0.1283585f, -0.1175078f, -0.2553379f, -0.2916256f, -0.1350057f, 0.1457379f, -1.4983919f, -1.9776251f, -0.638639f], network.Module.Parameters[0].Gradient.ToArray());

        // The running statistics have moved a tenth of the way.
        AssertClose([-3.4165683f, 4.0160551f, -3.08532f, 3.8057344f, -1.9092542f, 2.9768274f, -1.4906503f, 2.6529355f, -1.9723266f, 2.9593482f], network.Module.Forward(new ForwardContext(scope), scope.From(rows, [5, 3])).ToArray());
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new ResidualTabular { Blocks = 3, Width = 17, HiddenFactor = 1.25f, Activation = Activation.Gelu, HiddenDropout = 0.125f, ResidualDropout = 0.25f };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("Blocks is 0; expected at least 1 and at most 1000.", Message(new() { Blocks = 0 }));
        Assert.Contains("HiddenFactor is NaN", Message(new() { HiddenFactor = float.NaN }));
        Assert.Contains("[3, 2]", Assert.ThrowsExactly<ArgumentException>(
            () => Network.Create(new ResidualTabular(), new BinaryObjective(), new InputDescription([3, 2]), seed: 1)).Message);
    }

    private static string Message(ResidualTabular architecture) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create(architecture)).Message;

    private static Network Create(ResidualTabular architecture) => Network.Create(architecture, new MulticlassObjective(2), new InputDescription([3]), seed: 1);

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 2e-5f * Math.Max(1, Math.Abs(expected[i])), $"at {i}");
        }
    }
}
