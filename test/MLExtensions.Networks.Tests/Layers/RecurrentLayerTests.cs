using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class RecurrentLayerTests
{
    [TestMethod]
    public void Parameters_HavePyTorchsNamesAndLayouts()
    {
        var layer = new Lstm("encoder", 3, 5, new RandomParameters(new Philox(1)), layers: 2, bidirectional: true);
        string[] expected =
        [
            "encoder.weight_ih_l0 [20, 3]", "encoder.weight_hh_l0 [20, 5]", "encoder.bias_ih_l0 [20]", "encoder.bias_hh_l0 [20]",
            "encoder.weight_ih_l0_reverse [20, 3]", "encoder.weight_hh_l0_reverse [20, 5]", "encoder.bias_ih_l0_reverse [20]", "encoder.bias_hh_l0_reverse [20]",
            "encoder.weight_ih_l1 [20, 10]", "encoder.weight_hh_l1 [20, 5]", "encoder.bias_ih_l1 [20]", "encoder.bias_hh_l1 [20]",
            "encoder.weight_ih_l1_reverse [20, 10]", "encoder.weight_hh_l1_reverse [20, 5]", "encoder.bias_ih_l1_reverse [20]", "encoder.bias_hh_l1_reverse [20]",
        ];
        CollectionAssert.AreEqual(expected, layer.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}").ToArray());
        string[] withoutBias = ["weight_ih_l0 [9, 3]", "weight_hh_l0 [9, 3]"];
        CollectionAssert.AreEqual(
            withoutBias,
            new Gru("", 3, 3, new RandomParameters(new Philox(1)), hasBias: false).Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}").ToArray());
    }

    [TestMethod]
    public void Parameters_StartUniformlyWithinPyTorchsBounds()
    {
        // PyTorch draws all of them, biases too, from plus or minus 1 / sqrt(hidden), whatever the number of features.
        foreach (Parameter parameter in new Gru("", 7, 400, new RandomParameters(new Philox(1))).Parameters)
        {
            float[] values = parameter.Values.ToArray();
            Assert.IsLessThanOrEqualTo(0.05f, values.Max(MathF.Abs));
            Assert.IsGreaterThan(0.0495f, values.Max());
            Assert.IsLessThan(-0.0495f, values.Min());
            Assert.AreEqual(0, values.Average(), 5 * 0.05 / Math.Sqrt(3 * values.Length));
        }
    }

    [TestMethod]
    public void OutputShape_IsThatOfARowsOutput()
    {
        var source = new RandomParameters(new Philox(1));
        using var scope = new TensorScope(CpuDevice.Default);
        foreach (RecurrentLayer layer in new RecurrentLayer[]
        {
            new Rnn("rnn", 3, 5, source), new Gru("gru", 3, 5, source, layers: 2), new Lstm("lstm", 3, 5, source, bidirectional: true),
        })
        {
            Tensor output = layer.Forward(new ForwardContext(scope), scope.Zeros([2, 7, 3]));
            Shape row = layer.OutputShape([7, 3]);
            Assert.AreEqual(row, [output.Shape[1], output.Shape[2]]);
            Assert.AreEqual(layer.Bidirectional ? 10 : 5, row[1]);
            Assert.Contains("expected [time, 3]", Assert.Throws<ArgumentException>(() => layer.OutputShape([7, 4])).Message);
        }
    }

    [TestMethod]
    public void Forward_InTraining_DropsBetweenTheLayersOnly()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var layer = new Lstm("", 3, 16, new RandomParameters(new Philox(1)), layers: 2, dropout: 0.5f);
        var single = new Lstm("", 3, 16, new RandomParameters(new Philox(1)), dropout: 0.5f);
        Tensor input = scope.From([.. Enumerable.Range(0, 4 * 6 * 3).Select(i => MathF.Sin(i))], [4, 6, 3]);
        float[] run(RecurrentLayer layer, bool training, int seed) =>
            layer.Forward(new ForwardContext(scope, training: training, random: new Philox(seed)), input).ToArray();

        CollectionAssert.AreEqual(run(layer, false, 1), run(layer, false, 2));
        CollectionAssert.AreEqual(run(layer, true, 1), run(layer, true, 1));
        CollectionAssert.AreNotEqual(run(layer, true, 1), run(layer, true, 2));
        CollectionAssert.AreNotEqual(run(layer, true, 1), run(layer, false, 1));

        // The last layer's outputs are never dropped, so with one layer nothing is.
        Assert.DoesNotContain(0f, run(layer, true, 1));
        CollectionAssert.AreEqual(run(single, true, 1), run(single, false, 1));
    }

    [TestMethod]
    public void Forward_WithStateOfTheCallBefore_GoesOnWhereItStopped()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        var source = new RandomParameters(new Philox(1));
        float[] values = [.. Enumerable.Range(0, 2 * 6 * 3).Select(i => MathF.Sin(i))];
        Tensor whole = scope.From(values, [2, 6, 3]);
        Tensor first = context.Run(new Slice { Axis = 1, Length = 4 }, whole), rest = context.Run(new Slice { Axis = 1, Start = 4 }, whole);

        var lstm = new Lstm("lstm", 3, 5, source, layers: 3);
        Tensor expected = lstm.Forward(context, whole, null, null, out LstmState expectedState);
        Tensor before = lstm.Forward(context, first, null, null, out LstmState state);
        Tensor after = lstm.Forward(context, rest, null, state, out state);
        AssertClose(expected, context.Run(new Concatenate { Axis = 1 }, before, after));
        AssertClose(expectedState.Hidden, state.Hidden);
        AssertClose(expectedState.Cell, state.Cell);

        var gru = new Gru("gru", 3, 5, source, layers: 2);
        expected = gru.Forward(context, whole, null, null, out Tensor expectedFinal);
        before = gru.Forward(context, first, null, null, out Tensor final);
        after = gru.Forward(context, rest, null, final, out final);
        AssertClose(expected, context.Run(new Concatenate { Axis = 1 }, before, after));
        AssertClose(expectedFinal, final);

        Assert.Contains(
            "expected [2, 2, 5]: [layers * directions, batch, hidden]", Assert.Throws<ArgumentException>(
                () => gru.Forward(context, whole, null, scope.Zeros([1, 2, 5]), out _)).Message);
    }

    [TestMethod]
    public void TruncatedBackpropagation_WithStateThatOutlivesTheStep_FollowsPyTorch()
    {
        // PyTorch 1.13: LSTM(1, 3), parameters and data by Wave, two pieces of four steps, the state detached between them and zero at the start of each
        // epoch, SGD at 0.5 after each piece.
        double[] expected =
        [
            0.16531126201152802, 0.2060195803642273, 0.15818338096141815, 0.19501204788684845, 0.1523723006248474, 0.1859811395406723, 0.14759236574172974,
            0.17850477993488312,
        ];
        double[] expectedState = [0.2644587755203247, 0.07199282944202423, -0.3215445280075073, 0.21023525297641754, 0.1204383373260498, -0.3359600901603699];
        var layer = new Lstm("", 1, 3, new RandomParameters(new Philox(1)));
        for (int i = 0; i < 4; i++)
        {
            Wave((int)layer.Parameters[i].Shape.Length, i + 1, 0.6).CopyTo(layer.Parameters[i].Values);
        }

        float[] inputs = Wave(2 * 8, 0.5, 1), targets = Wave(2 * 8 * 3, 0.9, 0.5);
        using var epochScope = new TensorScope(CpuDevice.Default);
        using var scope = new TensorScope(CpuDevice.Default, epochScope);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true);
        var losses = new List<float>();
        float[] last = [];
        for (int epoch = 0; epoch < 4; epoch++)
        {
            LstmState? carried = null;
            for (int piece = 0; piece < 2; piece++)
            {
                Tensor input = scope.From([.. inputs[(4 * piece)..(4 * piece + 4)], .. inputs[(4 * piece + 8)..(4 * piece + 12)]], [2, 4, 1]);
                Tensor target = scope.From([.. targets[(12 * piece)..(12 * piece + 12)], .. targets[(12 * piece + 24)..(12 * piece + 36)]], [2, 4, 3]);
                LstmState? initial = carried is { } state ? new LstmState(scope.Detach(state.Hidden), scope.Detach(state.Cell)) : null;
                Tensor output = layer.Forward(context, input, null, initial, out LstmState final);
                Tensor loss = context.Run(new MeanSquaredError(), output, target);
                losses.Add(loss.ToScalar());
                foreach (Parameter parameter in layer.Parameters)
                {
                    parameter.ClearGradient();
                }

                tape.Backward(loss, scope);
                scope.Device.Update(new SgdUpdate(), 0.5f, losses.Count, [.. layer.Parameters], []);
                carried = new LstmState(scope.Keep(final.Hidden), scope.Keep(final.Cell));
                tape.Clear();
                scope.Reset();
                last = carried.Value.Hidden.ToArray();
            }

            epochScope.Reset();
        }

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], losses[i], 1e-6);
        }

        for (int i = 0; i < expectedState.Length; i++)
        {
            Assert.AreEqual(expectedState[i], last[i], 1e-6);
        }
    }

    [TestMethod]
    public void Steps_AllocateNothing()
    {
        var source = new RandomParameters(new Philox(1));
        var lstm = new Lstm("lstm", 3, 17, source, layers: 2, bidirectional: true, dropout: 0.2f);
        var gru = new Gru("gru", 34, 5, source, layers: 2);
        using var scope = new TensorScope(new CpuDevice(1));
        var tape = new GradientTape();
        var training = new ForwardContext(scope, tape, training: true, new Philox(1));
        var predicting = new ForwardContext(scope);
        float[] values = [.. Enumerable.Range(0, 4 * 6 * 3).Select(i => MathF.Sin(i))];
        int[] lengths = [2, 6, 0, 3];
        var loss = new MeanSquaredError();

        // Made once: in an unoptimised build the runtime allocates for each constant shape.
        Shape inputShape = [4, 6, 3], lengthsShape = [4], targetShape = [4, 6, 5];
        void Step()
        {
            Tensor rowLengths = scope.From(lengths, lengthsShape);
            Tensor hidden = lstm.Forward(training, scope.From(values, inputShape), rowLengths, null, out LstmState state);
            Tensor output = gru.Forward(training, hidden, rowLengths, null, out _);
            tape.Backward(training.Run(loss, output, scope.Zeros(targetShape)), scope);
            lstm.Forward(predicting, scope.From(values, inputShape), null, state, out _);
            tape.Clear();
            scope.Reset();
        }

        for (int i = 0; i < 200; i++)
        {
            Step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Step();
        }

        // Less than a byte a step: the runtime itself allocates a little now and then.
        Assert.IsLessThan(1000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Constructor_WithFarMoreLayersThanAreSaved_AllocatesLittle()
    {
        NamedTensor[] first =
        [
            new("rnn.weight_ih_l0", [2, 3], new float[6]), new("rnn.weight_hh_l0", [2, 2], new float[4]),
            new("rnn.bias_ih_l0", [2], new float[2]), new("rnn.bias_hh_l0", [2], new float[2]),
        ];
        long before = GC.GetAllocatedBytesForCurrentThread();
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => new Rnn("rnn", 3, 2, new SavedParameters(first), layers: 100_000_000)).Message, "rnn.weight_ih_l1");
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Constructor_WithNumbersOutOfRange_NamesThem()
    {
        var source = new RandomParameters(new Philox(1));
        Assert.AreEqual("inputs", Assert.Throws<ArgumentOutOfRangeException>(() => new Rnn("", 0, 5, source)).ParamName);
        Assert.AreEqual("hiddenSize", Assert.Throws<ArgumentOutOfRangeException>(() => new Gru("", 3, 0, source)).ParamName);
        Assert.AreEqual("layers", Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm("", 3, 5, source, layers: 0)).ParamName);
        Assert.Contains("Dropout must be", Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm("", 3, 5, source, dropout: 1)).Message);
        Assert.Contains("Tanh or Relu", Assert.Throws<ArgumentOutOfRangeException>(() => new Rnn("", 3, 5, source, nonlinearity: Activation.Gelu)).Message);
        Assert.AreEqual("Rnn, 2 layers, bidirectional, Relu", new Rnn("", 3, 5, source, 2, true, nonlinearity: Activation.Relu).Kind);
    }

    private static float[] Wave(int count, double phase, double scale) => [.. Enumerable.Range(0, count).Select(i => (float)(scale * Math.Sin(phase + 1.7 * i)))];

    private static void AssertClose(Tensor expected, Tensor got)
    {
        Assert.AreEqual(expected.Shape, got.Shape);
        float[] left = expected.ToArray(), right = got.ToArray();
        for (int i = 0; i < left.Length; i++)
        {
            Assert.AreEqual(left[i], right[i], 1e-6f);
        }
    }
}
