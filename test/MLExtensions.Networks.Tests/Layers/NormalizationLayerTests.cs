using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class NormalizationLayerTests
{
    // torch 1.13: bn = nn.BatchNorm1d(2, momentum=m); for b in range(3): bn(x(b)); then running_mean, running_var, and bn.eval()(x(3)), with
    // x(b) = torch.tensor([[(i * i + 2 * b) / 4, (-1.0) ** i * (b + 1) + i] for i in range(4)]).
    private static readonly float[] s_slow =
        [0.38212499f, 0.40650001f, 1.0056458712f, 2.2206666469f, 1.11472702f, 2.41143179f, 1.36402309f, -2.28594494f, 2.11191106f, 3.75353956f, 3.35839105f, -0.943837225f];

    private static readonly float[] s_half =
        [1.390625f, 1.3125f, 1.0182292461f, 6.25f, 0.108390927f, 1.07499921f, 0.356141746f, -1.72499871f, 1.09939420f, 1.87499857f, 2.33814836f, -0.924999356f];

    private static readonly float[] s_average =
        [1.375f, 1.5f, 1.0208333731f, 5.2222223282f, 0.123717338f, 1.09398639f, 0.371151924f, -1.96917558f, 1.11345577f, 1.96917558f, 2.35062885f, -1.09398639f];

    [TestMethod]
    [DataRow(0.1f)]
    [DataRow(0.5f)]
    [DataRow(null)]
    public void BatchNormalization_AfterThreeBatches_HasPyTorchsRunningStatistics(float? momentum)
    {
        var layer = new BatchNormalization("norm", 2, new RandomParameters(new Philox(1)), momentum: momentum);
        using var scope = new TensorScope(CpuDevice.Default);
        for (int batch = 0; batch < 3; batch++)
        {
            layer.Forward(new ForwardContext(scope, new GradientTape(), training: true), scope.From(Batch(batch), [4, 2]));
        }

        float[] predicted = layer.Forward(new ForwardContext(scope), scope.From(Batch(3), [4, 2])).ToArray();

        float[] expected = momentum is null ? s_average : momentum == 0.5f ? s_half : s_slow;
        float[] got = [.. layer.Buffers[0].Values, .. layer.Buffers[1].Values, .. predicted];
        AssertClose(expected, got);
        Assert.AreEqual(momentum is null ? 3f : null, layer.Buffers.SingleOrDefault(buffer => buffer.Name == "norm.num_batches_tracked")?.Values[0]);
    }

    [TestMethod]
    public void InstanceNormalization_ThatTracks_HasPyTorchsRunningStatistics()
    {
        // torch 1.13: n = nn.InstanceNorm1d(2, momentum=0.25, track_running_stats=True); three times n(torch.stack([x(b).t(), x(b + 1).t() * 2])), x as above;
        // then n.eval() of the last, first four values.
        var layer = new InstanceNormalization("norm", 2, new RandomParameters(new Philox(1)), momentum: 0.25f, tracksStatistics: true);
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor input = default;
        for (int batch = 0; batch < 3; batch++)
        {
            float[] first = Batch(batch), second = Batch(batch + 1);
            float[] values = [.. Enumerable.Range(0, 8).Select(i => first[i % 4 * 2 + i / 4]), .. Enumerable.Range(0, 8).Select(i => 2 * second[i % 4 * 2 + i / 4])];
            input = scope.From(values, [2, 2, 4]);
            layer.Forward(new ForwardContext(scope, training: true), input);
        }

        float[] predicted = layer.Forward(new ForwardContext(scope), input).ToArray();
        AssertClose(
            [1.56347656f, 1.30078125f, 1.89729834f, 15.8307285f, -0.409078717f, -0.227581054f, 0.316911936f, 1.22440028f],
            [.. layer.Buffers[0].Values, .. layer.Buffers[1].Values, .. predicted[..4]]);
    }

    [TestMethod]
    public void Parameters_AreNamedAndStartAsPyTorchs()
    {
        var parameters = new RandomParameters(new Philox(1));
        foreach (Layer layer in new Layer[]
        {
            new BatchNormalization("norm", 3, parameters),
            new GroupNormalization("norm", 1, 3, parameters),
            new InstanceNormalization("norm", 3, parameters, hasAffine: true),
            new LayerNormalization("norm", [3], parameters),
        })
        {
            CollectionAssert.AreEqual(new[] { "norm.weight", "norm.bias" }, layer.Parameters.Select(parameter => parameter.Name).ToArray());
            CollectionAssert.AreEqual(new float[] { 1, 1, 1 }, layer.Parameters[0].Values.ToArray());
            CollectionAssert.AreEqual(new float[] { 0, 0, 0 }, layer.Parameters[1].Values.ToArray());
            string[] buffers = [.. layer.Buffers.Select(buffer => buffer.Name)];
            CollectionAssert.AreEqual(layer is BatchNormalization ? new[] { "norm.running_mean", "norm.running_var" } : [], buffers);
            Assert.IsTrue(layer.Buffers.All(buffer => !buffer.RequiresGradient));
            Assert.AreEqual([3, 3], layer.OutputShape([3, 3]));
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => layer.OutputShape([4, 5])).Message, $"{layer.GetType().Name} 'norm': a row has shape [4, 5]; expected [3]");
        }

        Assert.IsEmpty(new BatchNormalization("norm", 3, parameters, hasAffine: false).Parameters);
        Assert.IsEmpty(new BatchNormalization("norm", 3, parameters, tracksStatistics: false).Buffers);
        Assert.IsEmpty(new InstanceNormalization("norm", 3, parameters).Parameters);
        Assert.HasCount(1, new LayerNormalization("norm", [3], parameters, hasBias: false).Parameters);
    }

    [TestMethod]
    [DataRow(Activation.Relu, true)]
    [DataRow(Activation.Relu, false)]
    [DataRow(Activation.Gelu, true)]
    public void BatchNormalization_WithAnActivation_IsTheLayersOneAfterTheOther(Activation activation, bool training)
    {
        var fused = new BatchNormalization("norm", 3, new RandomParameters(new Philox(1)), activation: activation);
        var plain = new BatchNormalization("norm", 3, new RandomParameters(new Philox(1)));
        using var scope = new TensorScope(CpuDevice.Default);
        float[][] results = [.. new Layer[] { fused, new SequentialModule("", [plain, new ActivationLayer("activation", activation)]) }.Select(layer =>
        {
            var random = new Philox(5);
            var x = new Parameter("x", [4, 3, 5, 7]);
            for (int i = 0; i < x.Values.Length; i++)
            {
                x.Values[i] = random.NextSingle() * 3 - 1;
            }

            var tape = new GradientTape();
            Tensor y = layer.Forward(new ForwardContext(scope, tape, training), x.Tensor);
            tape.Backward(y, scope, x.Tensor);
            IReadOnlyList<Parameter> parameters = layer is BatchNormalization ? fused.Parameters : plain.Parameters;
            return (float[])[.. y.ToArray(), .. x.Gradient.ToArray(), .. parameters.SelectMany(parameter => parameter.Gradient.ToArray())];
        })];

        for (int i = 0; i < results[0].Length; i++)
        {
            Assert.AreEqual(results[1][i], results[0][i], 1e-5f);
        }
    }

    [TestMethod]
    public void Prediction_MovesNoStatistics_AndTakesOneRow()
    {
        var layer = new BatchNormalization("norm", 2, new RandomParameters(new Philox(1)));
        using var scope = new TensorScope(CpuDevice.Default);

        // Mean 0, variance 1: x / sqrt(1.00001).
        float[] predicted = layer.Forward(new ForwardContext(scope, new GradientTape()), scope.From([3f, -5], [1, 2])).ToArray();

        AssertClose([2.999985f, -4.999975f], predicted);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1 }, layer.Buffers.SelectMany(buffer => buffer.Values.ToArray()).ToArray());
    }

    [TestMethod]
    public void OneValueAChannel_InTraining_IsNormalizedByTheRunningStatisticsAndMovesNothing()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var training = new ForwardContext(scope, training: true);
        var layer = new BatchNormalization("norm", 2, new RandomParameters(new Philox(1)));
        float[] got = layer.Forward(training, scope.From([3f, -5], [1, 2])).ToArray();
        Assert.AreEqual(3 / Math.Sqrt(1 + 1e-5), got[0], 1e-6);
        Assert.AreEqual(-5 / Math.Sqrt(1 + 1e-5), got[1], 1e-6);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1 }, layer.Buffers.SelectMany(buffer => buffer.Values.ToArray()).ToArray());

        var untracked = new BatchNormalization("norm", 2, new RandomParameters(new Philox(1)), tracksStatistics: false);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => untracked.Forward(training, scope.From([3f, -5], [1, 2]))).Message, "one value a channel");

        var instance = new InstanceNormalization("norm", 2, new RandomParameters(new Philox(1)));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => instance.Forward(training, scope.From([3f, -5], [1, 2, 1]))).Message, "one value for each channel");
    }

    [TestMethod]
    public void EmptyBatch_InTraining_MovesNothing()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var layer = new BatchNormalization("norm", 2, new RandomParameters(new Philox(1)));
        Assert.AreEqual([0, 2, 5], layer.Forward(new ForwardContext(scope, training: true), scope.Zeros([0, 2, 5])).Shape);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1 }, layer.Buffers.SelectMany(buffer => buffer.Values.ToArray()).ToArray());
    }

    [TestMethod]
    public void Prediction_FromManyThreads_GivesTheSameBits()
    {
        var parameters = new RandomParameters(new Philox(1));
        var layers = new SequentialModule("", [
            new BatchNormalization("batch", 6, parameters),
            new InstanceNormalization("instance", 6, parameters, tracksStatistics: true),
            new GroupNormalization("group", 3, 6, parameters),
            new LayerNormalization("layer", [6, 7], parameters)]);
        float[] values = [.. Enumerable.Range(0, 4 * 42).Select(i => MathF.Sin(i))];
        float[] run()
        {
            using var scope = new TensorScope(CpuDevice.Default);
            return layers.Forward(new ForwardContext(scope), scope.From(values, [4, 6, 7])).ToArray();
        }

        float[] expected = run();
        Parallel.For(0, 200, _ => CollectionAssert.AreEqual(expected, run()));
    }

    [TestMethod]
    public void TrainingSteps_AllocateNothing()
    {
        var parameters = new RandomParameters(new Philox(1));
        var layers = new SequentialModule("", [
            new BatchNormalization("batch", 6, parameters, momentum: null),
            new InstanceNormalization("instance", 6, parameters, tracksStatistics: true),
            new GroupNormalization("group", 3, 6, parameters),
            new LayerNormalization("layer", [6, 7], parameters)]);
        float[] values = [.. Enumerable.Range(0, 4 * 42).Select(i => MathF.Sin(i))];
        Shape shape = [4, 6, 7];
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true);
        void step()
        {
            Tensor output = layers.Forward(context, scope.From(values, shape));
            tape.Backward(output, scope, output);
            tape.Clear();
            scope.Reset();
        }

        for (int i = 0; i < 200; i++)
        {
            step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            step();
        }

        Assert.IsLessThan(10_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow("norm.running_var", -0.5f)]
    [DataRow("norm.num_batches_tracked", -1f)]
    public void SavedStatistics_BelowZero_AreRefused(string name, float value)
    {
        NamedTensor saved(string buffer, float content, Shape shape) => new(buffer, shape, new[] { buffer == name ? value : content });
        var source = new SavedParameters([saved("norm.running_mean", -3, [1]), saved("norm.running_var", 0, [1]), saved("norm.num_batches_tracked", 2, [])]);
        string message = Assert.ThrowsExactly<ArgumentException>(() => new BatchNormalization("norm", 1, source, momentum: null, hasAffine: false)).Message;
        StringAssert.Contains(message, $"'{name}' holds {value.ToString(CultureInfo.InvariantCulture)}; expected numbers of 0 or more");
    }

    [TestMethod]
    public void Arguments_OutOfRange_AreRefused()
    {
        var parameters = new RandomParameters(new Philox(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchNormalization("norm", 0, parameters));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchNormalization("norm", 2, parameters, momentum: 1.5f));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchNormalization("norm", 2, parameters, epsilon: -1));
        Assert.ThrowsExactly<ArgumentException>(() => new GroupNormalization("norm", 4, 6, parameters));
        Assert.ThrowsExactly<ArgumentException>(() => new LayerNormalization("norm", [], parameters));
        using var scope = new TensorScope(CpuDevice.Default);
        foreach (Layer layer in new Layer[]
        {
            new BatchNormalization("norm", 3, parameters, hasAffine: false),
            new GroupNormalization("norm", 1, 3, parameters, hasAffine: false),
            new InstanceNormalization("norm", 3, parameters),
            new LayerNormalization("norm", [3], parameters, hasAffine: false),
        })
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentException>(() => layer.Forward(new ForwardContext(scope, training: true), scope.Zeros([5, 2, 4]))).Message, "[5, 2, 4]");
        }
    }

    private static float[] Batch(int b) => [.. Enumerable.Range(0, 4).SelectMany(i => new[] { (i * i + 2 * b) / 4f, (i % 2 == 0 ? 1 : -1) * (b + 1) + i })];

    private static void AssertClose(float[] expected, float[] got)
    {
        Assert.HasCount(expected.Length, got);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], 1e-6f * Math.Max(1, Math.Abs(expected[i])), $"at {i}");
        }
    }
}
