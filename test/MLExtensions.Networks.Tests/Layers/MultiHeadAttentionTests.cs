using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class MultiHeadAttentionTests
{
    [TestMethod]
    public void Forward_WithEveryOverload_GivesTheSameForOneInput()
    {
        var layer = new MultiHeadAttention("attention", 6, 2, new RandomParameters(new Philox(1)), causal: true);
        Fill(layer);
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor input = scope.From(Wave(2 * 5 * 6), [2, 5, 6]);

        float[] expected = layer.Forward(context, input).ToArray();
        AssertClose(expected, layer.Forward(context, input, default(AttentionMasks)).ToArray());
        AssertClose(expected, layer.Forward(context, input, input).ToArray());
        AssertClose(expected, layer.Forward(context, input, input, input).ToArray());
    }

    [TestMethod]
    public void Forward_WithAMaskOfScores_IsThatOfTheSameMaskOfKeys()
    {
        var layer = new MultiHeadAttention("attention", 6, 2, new RandomParameters(new Philox(1)));
        Fill(layer);
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor input = scope.From(Wave(3 * 6), [1, 3, 6]), padding = scope.From([0, 1, 0], [1, 3]);
        const float Hidden = float.NegativeInfinity;
        Tensor scores = scope.From([0, Hidden, 0, 0, Hidden, 0, 0, Hidden, 0], [3, 3]);

        float[] expected = layer.Forward(context, input, new AttentionMasks(KeyPadding: padding)).ToArray();
        AssertClose(expected, layer.Forward(context, input, new AttentionMasks(Scores: scores)).ToArray());
        AssertClose(expected, layer.Forward(context, input, input, new AttentionMasks(padding, scores)).ToArray());
        Assert.AreNotEqual(expected[0], layer.Forward(context, input).ToArray()[0]);
    }

    [TestMethod]
    public void Forward_WhereARowSeesNoKey_GivesTheOutputsBias()
    {
        var layer = new MultiHeadAttention("attention", 4, 2, new RandomParameters(new Philox(1)));
        Fill(layer);
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor output = layer.Forward(
            new ForwardContext(scope), scope.From(Wave(8), [1, 2, 4]), new AttentionMasks(scope.From([1, 1], [1, 2])));

        float[] bias = layer.Parameters[3].Values.ToArray();
        CollectionAssert.AreEqual(bias.Concat(bias).ToArray(), output.ToArray());
    }

    [TestMethod]
    public void Forward_InTraining_DropsWeights_InPredictionNot()
    {
        var layer = new MultiHeadAttention("attention", 4, 2, new RandomParameters(new Philox(1)), dropout: 0.5f);
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor input = scope.From(Wave(10 * 4), [1, 10, 4]);
        float[] Run(bool training, int seed) =>
            layer.Forward(new ForwardContext(scope, training: training, random: new Philox(seed)), input).ToArray();

        CollectionAssert.AreEqual(Run(training: true, 1), Run(training: true, 1));
        CollectionAssert.AreNotEqual(Run(training: true, 1), Run(training: true, 2));
        CollectionAssert.AreEqual(Run(training: false, 1), Run(training: false, 2));
    }

    [TestMethod]
    public void Constructor_HasPyTorchsParametersAndFirstValues()
    {
        var layer = new MultiHeadAttention("attention", 60, 4, new RandomParameters(new Philox(1)));
        CollectionAssert.AreEqual(
            new[] { "attention.in_proj_weight [180, 60]", "attention.in_proj_bias [180]", "attention.out_proj.weight [60, 60]", "attention.out_proj.bias [60]" },
            layer.Parameters.Select(parameter => parameter.ToString()).ToArray());

        // Xavier: sqrt(6 / (60 + 180)); PyTorch's default for linear layers: 1 / sqrt(60).
        foreach ((int index, double bound) in new[] { (0, Math.Sqrt(6.0 / 240)), (2, 1 / Math.Sqrt(60)) })
        {
            float[] weights = layer.Parameters[index].Values.ToArray();
            Assert.IsLessThanOrEqualTo((float)bound, weights.Max(MathF.Abs));
            Assert.IsGreaterThan(0.99f * (float)bound, weights.Max(MathF.Abs));
        }

        Assert.IsTrue(layer.Parameters[1].Values.IndexOfAnyExcept(0f) < 0 && layer.Parameters[3].Values.IndexOfAnyExcept(0f) < 0);

        var other = new MultiHeadAttention("", 6, 2, new RandomParameters(new Philox(1)), hasBias: false, keyDimension: 5, valueDimension: 4);
        CollectionAssert.AreEqual(
            new[] { "q_proj_weight [6, 6]", "k_proj_weight [6, 5]", "v_proj_weight [6, 4]", "out_proj.weight [6, 6]" },
            other.Parameters.Select(parameter => parameter.ToString()).ToArray());
    }

    [TestMethod]
    public void Constructor_OutOfRange_Throws()
    {
        var parameters = new RandomParameters(new Philox(1));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new MultiHeadAttention("", 6, 4, parameters)).Message, "4 heads cannot share 6 features");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MultiHeadAttention("", 0, 1, parameters));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MultiHeadAttention("", 6, 0, parameters));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MultiHeadAttention("", 6, 2, parameters, dropout: 1));
        Assert.ThrowsExactly<ArgumentException>(() => new MultiHeadAttention("", 6, 2, parameters).OutputShape([3, 5]));
    }

    private static float[] Wave(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(1.7f * i))];

    private static void Fill(MultiHeadAttention layer)
    {
        foreach (Parameter parameter in layer.Parameters)
        {
            Wave(parameter.Values.Length).CopyTo(parameter.Values);
        }
    }

    private static void AssertClose(float[] expected, float[] got)
    {
        Assert.HasCount(expected.Length, got);
        for (int i = 0; i < got.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], 1e-5f, $"at {i}");
        }
    }
}
