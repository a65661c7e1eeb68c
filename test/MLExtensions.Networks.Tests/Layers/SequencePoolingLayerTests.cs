using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>Layers that make one vector of a sequence's steps.</summary>
[TestClass]
public sealed class SequencePoolingLayerTests
{
    // Two rows of three steps of two features; 99 stands where the second has no steps.
    private static readonly float[] s_steps = [1, 8, 3, 6, 5, 1, 2, -4, 99, 99, 99, 99];

    [TestMethod]
    [DataRow(SequencePoolingKind.Mean, 3f, 5f, 2f, -4f)]
    [DataRow(SequencePoolingKind.Max, 5f, 8f, 2f, -4f)]
    [DataRow(SequencePoolingKind.Last, 5f, 1f, 2f, -4f)]
    [DataRow(SequencePoolingKind.First, 1f, 8f, 2f, -4f)]
    public void SequencePooling_TakesEachRowsOwnSteps(SequencePoolingKind kind, params float[] expected)
    {
        var layer = new Networks.SequencePooling("pool", kind);
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor steps = scope.From(s_steps, [2, 3, 2]);
        CollectionAssert.AreEqual(expected, layer.Forward(context, steps, scope.From([3, 1], [2])).ToArray());
        CollectionAssert.AreEqual(expected[..2], layer.Forward(context, steps).ToArray()[..2]);
        Assert.AreEqual<Shape>([2], layer.OutputShape([3, 2]));
        Assert.AreEqual($"SequencePooling, {kind}", layer.Kind);
        Assert.Contains("[3, 2, 1]; expected [time, features]", Assert.ThrowsExactly<ArgumentException>(() => layer.OutputShape([3, 2, 1])).Message);
    }

    /// <summary>y = sum_t a_t x_t, a = softmax of w tanh(x), in double precision; the row without steps gives zeros and no gradient.</summary>
    [TestMethod]
    public void AttentionPooling_WeighsTheStepsOfEachRow()
    {
        var layer = new AttentionPooling("pool", 2, new RandomParameters(new Philox(1)));
        layer.Parameters[0].Values[0] = 0.5f;
        layer.Parameters[0].Values[1] = -0.25f;
        float[] values = [0.1f, 0.8f, 0.3f, -0.6f, 0.5f, 0.1f, 0.2f, -0.4f, 99, float.NaN, float.PositiveInfinity, 99, 1, 2, 3, 4, 5, 6];
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true);
        int[] lengths = [3, 1, 0];
        Tensor pooled = layer.Forward(context, scope.From(values, [3, 3, 2]), scope.From(lengths, [3]));
        float[] got = pooled.ToArray();
        for (int row = 0; row < 3; row++)
        {
            double[] sum = new double[2];
            double total = 0;
            for (int t = 0; t < lengths[row]; t++)
            {
                double x = values[(6 * row) + (2 * t)], y = values[(6 * row) + (2 * t) + 1], weight = Math.Exp((0.5 * Math.Tanh(x)) - (0.25 * Math.Tanh(y)));
                (sum[0], sum[1], total) = (sum[0] + (weight * x), sum[1] + (weight * y), total + weight);
            }

            Assert.AreEqual(total == 0 ? 0 : sum[0] / total, got[2 * row], 1e-6);
            Assert.AreEqual(total == 0 ? 0 : sum[1] / total, got[(2 * row) + 1], 1e-6);
        }

        tape.Backward(context.Run(new MeanSquaredError(), pooled, scope.From(new float[6], [3, 2])), scope);
        Assert.IsTrue(layer.Parameters[0].Gradient.ToArray().All(float.IsFinite));
        CollectionAssert.AreEqual(
            layer.Forward(context, scope.From(values.AsSpan(0, 6), [1, 3, 2])).ToArray(), layer.Forward(context, scope.From(values.AsSpan(0, 6), [1, 3, 2]), scope.From([3], [1])).ToArray());
        Assert.Contains("[3, 5]; expected [time, 2]", Assert.ThrowsExactly<ArgumentException>(() => layer.OutputShape([3, 5])).Message);
    }

    /// <summary>A layer that changes the number of steps ends what is known of them: what follows gets the whole time.</summary>
    [TestMethod]
    public void SequenceModule_TellsLengthsOnlyToLayersOfTheSameSteps()
    {
        var column = new SequenceColumn { Name = "x", MaximumLength = 4, IsVariable = true, Means = [0], Scales = [1] };
        SequenceStem stem = SequenceStem.Create(InputDescription.Of(column), 1, new RandomParameters(new Philox(1)), "Test");
        float[] row = [2, 1, 2, 3, 4];
        CollectionAssert.AreEqual(new float[] { 2 }, Run(new Networks.SequencePooling("last", SequencePoolingKind.Last)));
        CollectionAssert.AreEqual(new float[] { 2 }, Run(new Dropout("dropout", 0.5f), new Networks.SequencePooling("last", SequencePoolingKind.Last)));
        CollectionAssert.AreEqual(
            new float[] { 4 },
            Run(new TransposedRows("there"), new Pad1D("pad", 1, 0), new TransposedRows("back"), new Networks.SequencePooling("last", SequencePoolingKind.Last)));

        float[] Run(params Layer[] layers)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            var module = new SequenceModule(stem, layers);
            Assert.AreEqual<Shape>([1], module.OutputShape([5]));
            return module.Forward(new ForwardContext(scope), scope.From(row, [1, 5])).ToArray();
        }
    }
}
