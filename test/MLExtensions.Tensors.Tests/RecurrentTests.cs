using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>What recurrent operations promise beyond gradients: lengths, padding, long sequences, errors.</summary>
[TestClass]
public sealed class RecurrentTests
{
    private static readonly RecurrentOperation[] s_kinds =
        [new Rnn(), new Rnn { Nonlinearity = Activation.Relu }, new Gru(), new Lstm()];

    [TestMethod]
    public void Forward_OfRunningSums_EndsAndStartsAtEachRowsOwnEnd()
    {
        // With all weights 1, no bias and numbers above 0, relu(x_t + h) adds up: from the left, and in the other direction from the row's own end.
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var operation = new Rnn { Nonlinearity = Activation.Relu, Bidirectional = true, HasBias = false, HasLengths = true, HasInitialState = true };
        Parameter x = Parameter("x", [4, 3, 1], 1, 2, 4, float.NaN, float.NaN, float.NaN, 8, 16, float.NaN, 32, float.NaN, float.NaN);
        Parameter[] weights = [.. Enumerable.Range(0, 4).Select(_ => Parameter("weight", [1, 1], 1))];
        Parameter initial = Parameter("h0", [2, 4, 1], 0, 100, 0, 0, 0, 200, 0, 1);
        var outputs = new Tensor[2];
        Tensor lengths = scope.From([3, 0, 2, 1], [4]);
        new ForwardContext(scope, tape).Run(
            operation, [x.Tensor, weights[0].Tensor, weights[1].Tensor, weights[2].Tensor, weights[3].Tensor, initial.Tensor, lengths], outputs);

        AssertEqual([1, 7, 3, 6, 7, 4, 0, 0, 0, 0, 0, 0, 8, 24, 24, 16, 0, 0, 32, 33, 0, 0, 0, 0], outputs[0]);
        AssertEqual([7, 100, 24, 32, 7, 200, 24, 33], outputs[1]);

        // x_t is in as many outputs of both directions as the row has steps, and in one more.
        float[] ones = Enumerable.Repeat(1f, 24).ToArray();
        tape.Backward(outputs[0], scope, scope.From(ones, [4, 3, 2]));
        AssertEqual([4, 4, 4, 0, 0, 0, 3, 3, 0, 2, 0, 0], x.Gradient);
        AssertEqual([3, 0, 2, 1, 3, 0, 2, 1], initial.Gradient);
        AssertEqual([1 + 3 + 7 + 8 + 24 + 32], weights[0].Gradient);
        x.ClearGradient();
        initial.ClearGradient();
        tape.Backward(outputs[1], scope, scope.From(ones.AsSpan(0, 8), [2, 4, 1]));
        AssertEqual([2, 2, 2, 0, 0, 0, 2, 2, 0, 2, 0, 0], x.Gradient);
        AssertEqual([1, 1, 1, 1, 1, 1, 1, 1], initial.Gradient);
    }

    [TestMethod]
    public void Results_WithPaddingThatIsNoNumber_AreThoseWithZeros()
    {
        foreach (RecurrentOperation kind in s_kinds)
        {
            RecurrentOperation operation = kind with { Bidirectional = true, HasLengths = true };
            float[][] zeros = RunPadded(operation, 0), notNumbers = RunPadded(operation, float.NaN), infinite = RunPadded(operation, float.NegativeInfinity);
            for (int i = 0; i < zeros.Length; i++)
            {
                Assert.IsTrue(zeros[i].All(float.IsFinite), $"{operation}: result {i}");
                Assert.IsTrue(zeros[i].AsSpan().SequenceEqual(notNumbers[i]), $"{operation}: result {i}");
                Assert.IsTrue(zeros[i].AsSpan().SequenceEqual(infinite[i]), $"{operation}: result {i}");
            }
        }
    }

    [TestMethod]
    public void Results_OfRowsWithLengths_AreThoseOfEachRowAlone()
    {
        int[] lengths = [2, 6, 1, 4, 6];
        foreach (RecurrentOperation kind in s_kinds)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            RecurrentOperation operation = kind with { Bidirectional = true, HasLengths = true };
            Tensor[] weights = Weights(operation, 3, 9);
            float[] x = Sample.Values(7, 5 * 6 * 3);
            Tensor[] together = Run(new ForwardContext(scope), operation, [scope.From(x, [5, 6, 3]), .. weights, scope.From(lengths, [5])]);
            float[] y = together[0].ToArray(), final = together[1].ToArray();
            for (int row = 0; row < 5; row++)
            {
                int length = lengths[row];
                Tensor[] alone = Run(
                    new ForwardContext(scope), operation with { HasLengths = false }, [scope.From(x.AsSpan(row * 18, length * 3), [1, length, 3]), .. weights]);
                AssertClose(alone[0].ToArray(), y.AsSpan(row * 6 * 18, length * 18), 1e-6);
                Assert.IsTrue(y.AsSpan((row * 6 + length) * 18, (6 - length) * 18).IndexOfAnyExcept(0f) < 0);
                float[] expected = alone[1].ToArray();
                AssertClose(expected.AsSpan(0, 9), final.AsSpan(row * 9, 9), 1e-6);
                AssertClose(expected.AsSpan(9, 9), final.AsSpan((5 + row) * 9, 9), 1e-6);
            }
        }
    }

    // Figures: PyTorch 1.13 in double, parameters and inputs by Wave.
    [TestMethod]
    [DataRow(
        0,
        new[] { 0.5090545220582855, -0.8064046765240116, 0.2056696484864076 },
        new[] { -0.3475224948596151, 0.09172629675030444, -0.7693559687300947 },
        new[] { 0.2328265985194459, -0.13163167679705645 },
        new[] { 0.47789091895105856, 0.1733453628486556 },
        new[] { -0.17164739861671025, -0.20479141785348115 })]
    [DataRow(
        2,
        new[] { 0.28901746423524455, 0.3687563919921956, -0.9024453121703402 },
        new[] { 0.4489698878935172, 0.20880770741302027, -0.715382434761408 },
        new[] { -0.2717607440837743, -0.17154050149936714 },
        new[] { 0.07327213716363516, -0.10689954963534366 },
        new[] { -0.0026280064026478144, -0.00036394707935161663 })]
    [DataRow(
        3,
        new[] { 0.10070047381657579, 0.049106378886773265, -0.635484764140613 },
        new[] { 0.08157595183492833, 0.020777691540124793, -0.5116239139178618 },
        new[] { 0.0647832198449439, -0.10058435993893382 },
        new[] { 0.11284804089650696, -0.041484719647223306 },
        new[] { 0.0015648148295825965, 0.0005822892256158142 })]
    public void ThousandSteps_GivePyTorchsFigures(
        int kind, double[] middle, double[] last, double[] firstGradient, double[] lastGradient, double[] weightGradient)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        RecurrentOperation operation = s_kinds[kind];
        int rows = 5 * Gates(operation);
        Parameter x = Wave("x", [1, 1000, 2], 0.5, 1);
        Parameter[] weights = [Wave("ih", [rows, 2], 1, 0.6), Wave("hh", [rows, 5], 2, 0.6), Wave("bih", [rows], 3, 0.6), Wave("bhh", [rows], 4, 0.6)];

        Tensor y = Run(new ForwardContext(scope, tape), operation, [x.Tensor, .. weights.Select(weight => weight.Tensor)])[0];
        tape.Backward(y, scope, Wave("upstream", [1, 1000, 5], 0.25, 1).Tensor);

        float[] got = y.ToArray(), gradient = x.Gradient.ToArray();
        AssertClose(middle, got.AsSpan(499 * 5, 3), 1e-5);
        AssertClose(last, got.AsSpan(999 * 5, 3), 1e-5);
        AssertClose(firstGradient, gradient.AsSpan(0, 2), 1e-5);
        AssertClose(lastGradient, gradient.AsSpan(1998, 2), 1e-5);
        AssertClose(weightGradient, weights[1].Gradient.ToArray().AsSpan(0, 2), 1e-4);
        Assert.IsTrue(gradient.All(float.IsFinite) && weights.All(weight => weight.Gradient.ToArray().All(float.IsFinite)));
    }

    // Chunks of 8, 16 and 24 rows, one row, more steps than a chunk gathers, widths around whole vectors and panels; gradients by chunk and at the end; weights
    // that leave the cache.
    [TestMethod]
    [DataRow(0, false, true, 1, 3, 2, 5)]
    [DataRow(0, true, true, 3, 9, 2, 5)]
    [DataRow(1, true, false, 9, 5, 17, 15)]
    [DataRow(2, true, true, 17, 11, 7, 16)]
    [DataRow(2, false, true, 33, 9, 31, 33)]
    [DataRow(3, true, true, 16, 19, 1, 17)]
    [DataRow(3, false, false, 1, 150, 3, 8)]
    [DataRow(3, false, true, 65, 6, 7, 64)]
    [DataRow(3, false, true, 259, 2, 3, 6)]
    [DataRow(3, false, true, 18, 3, 2, 183)]
    [DataRow(2, true, true, 5, 3, 4, 211)]
    [DataRow(3, false, true, 5, 2, 3, 259)]
    public void OutputsAndGradients_AreThoseOfTheFormulasInDouble(int kind, bool bidirectional, bool lengths, int batch, int time, int features, int hidden)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        RecurrentOperation operation = (kind == 0 ? new Rnn { HasBias = false } : kind == 1 ? new Rnn() : s_kinds[kind]) with { Bidirectional = bidirectional, HasLengths = true };
        int[] lengthOf = [.. Enumerable.Range(0, batch).Select(row => lengths ? time - row * 5 % (time + 1) : time)];
        int rows = hidden * Gates(operation), own = operation.HasBias ? 4 : 2;
        Shape[] shapes = [[rows, features], [rows, hidden], [rows], [rows]];
        Parameter[] parameters =
        [
            Sample.Parameter("x", 1, [batch, time, features]),
            .. Enumerable.Range(0, bidirectional ? 2 * own : own).Select(i => Sample.Parameter("weight", 2 + i, shapes[i % own], 1.5f / MathF.Sqrt(hidden))),
        ];
        Tensor[] outputs = Run(new ForwardContext(scope, tape), operation, [.. parameters.Select(parameter => parameter.Tensor), scope.From(lengthOf, [batch])]);
        double[][] inputs = [.. parameters.Select(parameter => Array.ConvertAll(parameter.Values.ToArray(), value => (double)value))];
        AssertClose(RecurrentReference.Run(operation, inputs, lengthOf, time, features, hidden), outputs[0].ToArray(), 2e-6);

        // The slope along one direction for each input, from differences in double.
        float[] upstream = Sample.Values(50, outputs[0].Length);
        tape.Backward(outputs[0], scope, scope.From(upstream, outputs[0].Shape));
        double Loss() => RecurrentReference.Run(operation, inputs, lengthOf, time, features, hidden).Zip(upstream, (y, d) => y * d).Sum();
        for (int i = 0; i < inputs.Length; i++)
        {
            float[] direction = Sample.Values(60 + i, inputs[i].Length), gradient = parameters[i].Gradient.ToArray();
            double[] middle = inputs[i];
            const double Step = 1e-5;
            inputs[i] = [.. middle.Zip(direction, (value, d) => value + Step * d)];
            double above = Loss();
            inputs[i] = [.. middle.Zip(direction, (value, d) => value - Step * d)];
            double slope = (above - Loss()) / (2 * Step);
            inputs[i] = middle;
            double size = Math.Sqrt(gradient.Sum(value => (double)value * value));
            Assert.AreEqual(slope, gradient.Zip(direction, (g, d) => (double)g * d).Sum(), 1e-5 * Math.Max(1, size), $"input {i}");
        }
    }

    [TestMethod]
    public void SingleStepOfOneUnit_IsTheFormula()
    {
        // i = f = o = sigmoid(0), g = tanh(x): c = 0.5 * 3 + 0.5 tanh(0.5), h = 0.5 tanh(c).
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor[] outputs = Run(
            new ForwardContext(scope),
            new Lstm { HasBias = false, HasInitialState = true },
            [
                scope.From([0.5f], [1, 1, 1]), scope.From([0f, 0, 1, 0], [4, 1]), scope.Zeros([4, 1]), scope.From([7f], [1, 1, 1]), scope.From([3f], [1, 1, 1]),
            ]);
        double cell = 1.5 + 0.5 * Math.Tanh(0.5);
        Assert.AreEqual(cell, outputs[2].ToScalar(), 1e-6);
        Assert.AreEqual(0.5 * Math.Tanh(cell), outputs[1].ToScalar(), 1e-6);
        Assert.AreEqual(outputs[1].ToScalar(), outputs[0].ToScalar());
    }

    [TestMethod]
    public void Gradients_OfOneParameterInBothDirections_AddUp()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Parameter x = Sample.Parameter("x", 1, [2, 3, 4]);
        Parameter[] own = [.. Weights(new Gru { Bidirectional = true }, 4, 5).Select((tensor, i) => Sample.Parameter("own", 10 + i % 4, tensor.Shape))];
        Parameter[] shared = own[..4];
        float[][] gradients = [];
        foreach (Parameter[] weights in new[] { own, [.. shared, .. shared] })
        {
            var tape = new GradientTape();
            Array.ForEach(own, weight => weight.ClearGradient());
            Tensor[] outputs = Run(new ForwardContext(scope, tape), new Gru { Bidirectional = true }, [x.Tensor, .. weights.Select(weight => weight.Tensor)]);
            tape.Backward(outputs[0], scope, Sample.Tensor(scope, 5, outputs[0].Shape));
            gradients = [.. gradients, .. weights.Select(weight => weight.Gradient.ToArray())];
        }

        for (int i = 0; i < 4; i++)
        {
            AssertClose(gradients[i].Zip(gradients[4 + i], (left, right) => left + right).ToArray(), gradients[8 + i], 1e-5);
        }
    }

    [TestMethod]
    public void Errors_NameWhatDoesNotFit()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        var operation = new Lstm { HasLengths = true };
        Tensor x = scope.Zeros([2, 3, 4]);
        Tensor[] weights = Weights(operation, 4, 5);
        Assert.Contains("the length of row 1 is 4; expected 0 to 3", Message(() => Run(context, operation, [x, .. weights, scope.From([1, 4], [2])])));
        Assert.Contains("the length of row 0 is -1", Message(() => Run(context, operation, [x, .. weights, scope.From([-1, 1], [2])])));
        Assert.Contains("lengths has shape [3]; expected [2]", Message(() => Run(context, operation, [x, .. weights, scope.From([1, 1, 1], [3])])));
        Assert.Contains("x has shape [6, 4]", Message(() => Run(context, operation, [scope.Zeros([6, 4]), .. weights, scope.From([1, 1], [2])])));
        Assert.Contains(
            "weight_ih has shape [20, 4]; expected [20, 3]", Message(() => Run(context, operation, [scope.Zeros([2, 3, 3]), .. weights, scope.From([1, 1], [2])])));
        Assert.Contains(
            "weight_hh has shape [0, 1073741824]",
            Message(() => operation.InferShapes([[2, 3, 4], [0, 4], [0, 1 << 30], [0], [0], [2]], new Shape[3])));
        Assert.Contains("weight_hh has shape [20, 5]; expected [3 * hidden, hidden]", Message(() => Run(context, new Gru(), [x, .. weights])));
        Assert.Contains("Lstm takes x, weight_ih, weight_hh, bias_ih, bias_hh, lengths: 6 inputs; 5", Message(() => Run(context, operation, [x, .. weights])));
        Assert.Contains("Rnn.Nonlinearity is Tanh or Relu", Assert.Throws<ArgumentOutOfRangeException>(() => new Rnn { Nonlinearity = Activation.Gelu }).Message);
    }

    private static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;

    /// <summary>All outputs and gradients of a batch whose padding, and the upstream gradient there, holds a value.</summary>
    private static float[][] RunPadded(RecurrentOperation operation, float padding)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        int[] lengths = [2, 5, 0, 3];
        Parameter x = Sample.Parameter("x", 3, [4, 5, 3]);
        Parameter[] weights = [.. Weights(operation, 3, 9).Select((tensor, i) => Sample.Parameter("weight", 20 + i, tensor.Shape, 0.5f))];
        float[] upstream = Sample.Values(4, 4 * 5 * 18);
        for (int row = 0; row < 4; row++)
        {
            x.Values[((row * 5 + lengths[row]) * 3)..((row + 1) * 15)].Fill(padding);
            upstream.AsSpan()[((row * 5 + lengths[row]) * 18)..((row + 1) * 90)].Fill(padding);
        }

        Tensor[] outputs = Run(new ForwardContext(scope, tape), operation, [x.Tensor, .. weights.Select(weight => weight.Tensor), scope.From(lengths, [4])]);
        tape.Backward(outputs[0], scope, scope.From(upstream, [4, 5, 18]));
        return [.. outputs.Select(output => output.ToArray()), x.Gradient.ToArray(), .. weights.Select(weight => weight.Gradient.ToArray())];
    }

    private static int Gates(RecurrentOperation operation) => operation switch { Lstm => 4, Gru => 3, _ => 1 };

    private static Tensor[] Weights(RecurrentOperation operation, int features, int hidden)
    {
        int rows = hidden * Gates(operation);
        Shape[] shapes = [[rows, features], [rows, hidden], [rows], [rows]];
        return [.. Enumerable.Range(0, operation.Bidirectional ? 8 : 4).Select(i => Sample.Parameter("weight", 30 + i, shapes[i % 4], 0.5f).Tensor)];
    }

    private static Tensor[] Run(ForwardContext context, Operation operation, Tensor[] inputs)
    {
        var outputs = new Tensor[operation.OutputCount];
        context.Run(operation, inputs, outputs);
        return outputs;
    }

    private static Parameter Parameter(string name, Shape shape, params float[] values)
    {
        var parameter = new Parameter(name, shape);
        values.CopyTo(parameter.Values);
        return parameter;
    }

    private static Parameter Wave(string name, Shape shape, double phase, double scale) =>
        Parameter(name, shape, [.. Enumerable.Range(0, (int)shape.Length).Select(i => (float)(scale * Math.Sin(phase + 1.7 * i)))]);

    private static void AssertEqual(float[] expected, Tensor got) => CollectionAssert.AreEqual(expected, got.ToArray());

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> got, double tolerance) =>
        AssertClose(Array.ConvertAll(expected.ToArray(), value => (double)value), got, tolerance);

    private static void AssertClose(double[] expected, ReadOnlySpan<float> got, double tolerance)
    {
        Assert.AreEqual(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"element {i}");
        }
    }
}
