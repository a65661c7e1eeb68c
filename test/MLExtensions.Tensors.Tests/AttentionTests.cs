using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

[TestClass]
public class AttentionTests
{
    private const int Batch = 2;
    private const int Heads = 2;
    private const int Dim = 6;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Forward_InEveryPacking_GivesTheSame(bool causal)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        const int Time = 5;
        float[][] parts = [.. Enumerable.Range(0, 3).Select(part => Wave(Batch * Time * Dim, part))];
        Tensor[] separate = [.. parts.Select(part => scope.From(part, [Batch, Time, Dim]))];
        var operation = new Attention { Heads = Heads, Causal = causal };
        float[] expected = context.Run(operation, separate).ToArray();

        float[] keyValue = Beside(parts[1..]), all = Beside(parts);
        CollectionAssert.AreEqual(expected, context.Run(
            operation with { Packing = AttentionPacking.KeyValue }, separate[0], scope.From(keyValue, [Batch, Time, 2 * Dim])).ToArray());
        CollectionAssert.AreEqual(expected, context.Run(
            operation with { Packing = AttentionPacking.QueryKeyValue }, scope.From(all, [Batch, Time, 3 * Dim])).ToArray());
    }

    [TestMethod]
    public void Forward_WithEqualScores_GivesTheMeanOfTheValuesSeen()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor queries = scope.From(new float[3], [1, 3, 1]);
        Tensor values = scope.From([1f, 10, 100], [1, 3, 1]);
        Tensor padding = scope.From([0, 1, 0], [1, 3]);
        var context = new ForwardContext(scope);

        AssertClose([37, 37, 37], context.Run(new Attention(), queries, queries, values));
        AssertClose([1, 5.5f, 37], context.Run(new Attention { Causal = true }, queries, queries, values));
        AssertClose([50.5f, 50.5f, 50.5f], context.Run(new Attention { HasKeyPaddingMask = true }, queries, queries, values, padding));
        Tensor mask = scope.From([0, MathF.Log(3), float.NegativeInfinity], [1, 3]);
        Tensor query = scope.From(new float[1], [1, 1, 1]);
        AssertClose([(1 + (3 * 10)) / 4f], context.Run(new Attention { HasMask = true }, query, queries, values, mask));
    }

    [TestMethod]
    public void Run_WhereARowSeesNoKey_GivesZerosWithoutGradient()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        const int Time = 17;
        var input = new Parameter("input", [2, Time, 3 * Dim]);
        Wave(input.Values.Length, 0).CopyTo(input.Values);
        int[] padding = new int[2 * Time];
        padding.AsSpan(0, Time).Fill(1);
        var operation = new Attention { Heads = Heads, Packing = AttentionPacking.QueryKeyValue, HasKeyPaddingMask = true };
        Tensor output = new ForwardContext(scope, tape).Run(operation, input.Tensor, scope.From(padding, [2, Time]));
        tape.Backward(output, scope, scope.From(Wave(2 * Time * Dim, 1), output.Shape));

        Assert.IsTrue(output.ToArray().AsSpan(0, Time * Dim).IndexOfAnyExcept(0f) < 0);
        Assert.IsTrue(input.Gradient.ToArray().AsSpan(0, Time * 3 * Dim).IndexOfAnyExcept(0f) < 0);
        Assert.IsFalse(output.ToArray().AsSpan(Time * Dim).Contains(0f));
        Assert.IsTrue(input.Gradient.ToArray().All(float.IsFinite));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(16)]
    [DataRow(37)]
    public void Forward_WhereARowHasANaNBesideMinusInfinity_GivesNaNThereAlone(int sources)
    {
        // PyTorch's softmax of [-inf, NaN] is NaN; a row of -inf alone sees nothing, which is zeros here.
        for (int at = 0; at < sources; at += sources / 3)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            float[] mask = new float[3 * sources];
            mask.AsSpan(0, 2 * sources).Fill(float.NegativeInfinity);
            mask[at] = float.NaN;
            Tensor queries = scope.From(new float[3], [1, 3, 1]);
            Tensor keys = scope.From(new float[sources], [1, sources, 1]);
            Tensor values = scope.From([.. Enumerable.Repeat(2f, sources)], [1, sources, 1]);

            float[] output = new ForwardContext(scope).Run(
                new Attention { HasMask = true }, queries, keys, values, scope.From(mask, [3, sources])).ToArray();

            Assert.AreEqual(float.NaN, output[0], $"NaN at {at} of {sources}");
            Assert.AreEqual(0, output[1]);
            Assert.AreEqual(2, output[2], 1e-6f);
        }
    }

    [TestMethod]
    public void Backward_OfAnEmptyBatch_LeavesTheMaskWithoutGradient()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var mask = new Parameter("mask", [3, 500]);
        mask.Gradient.CopyFrom(Wave(3 * 500, 1));
        Tensor query = scope.Detach(scope.Zeros([0, 3, 4]), requiresGradient: true), memory = scope.Zeros([0, 500, 8]);
        var operation = new Attention { Heads = 2, Packing = AttentionPacking.KeyValue, HasKeyPaddingMask = true, HasMask = true };
        Tensor output = new ForwardContext(scope, tape).Run(operation, query, memory, scope.From(ReadOnlySpan<int>.Empty, [0, 500]), mask.Tensor);
        tape.Backward(output, scope, output);
        CollectionAssert.AreEqual(new float[3 * 500], mask.Gradient.ToArray());
    }

    [TestMethod]
    public void Run_WithPaddingAtTheEnd_DoesNotReadIt()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        const int Sources = 4, Seen = 2;
        (float[] Output, float[] Gradient) Run(int sources)
        {
            var memory = new Parameter("memory", [1, sources, 2 * Dim]);
            memory.Values.Fill(float.NaN);
            Wave(Seen * 2 * Dim, 1).CopyTo(memory.Values);
            int[] padding = [.. Enumerable.Range(0, sources).Select(i => i < Seen ? 0 : 1)];
            var tape = new GradientTape();
            Tensor output = new ForwardContext(scope, tape).Run(
                new Attention { Heads = Heads, Packing = AttentionPacking.KeyValue, HasKeyPaddingMask = true },
                scope.From(Wave(3 * Dim, 0), [1, 3, Dim]),
                memory.Tensor,
                scope.From(padding, [1, sources]));
            tape.Backward(output, scope, scope.From(Wave(3 * Dim, 2), output.Shape));
            return (output.ToArray(), memory.Gradient.ToArray());
        }

        (float[] output, float[] gradient) = Run(Sources);
        (float[] expected, float[] expectedGradient) = Run(Seen);
        CollectionAssert.AreEqual(expected, output);
        CollectionAssert.AreEqual(expectedGradient.Concat(new float[(Sources - Seen) * 2 * Dim]).ToArray(), gradient);
        Assert.IsTrue(expected.All(float.IsFinite));
    }

    [TestMethod]
    public void Run_OverManyBlocksOfTargets_IsThatOfProductsAndSoftmax()
    {
        // 40 targets of 5,000 sources are three blocks.
        const int Targets = 40, Sources = 5_000, Width = 3;
        using var scope = new TensorScope(CpuDevice.Default);
        var queries = new Parameter("queries", [1, Targets, Width]);
        var keys = new Parameter("keys", [1, Sources, Width]);
        var values = new Parameter("values", [1, Sources, Width]);
        Parameter[] parameters = [queries, keys, values];
        for (int i = 0; i < 3; i++)
        {
            Wave(parameters[i].Values.Length, i).CopyTo(parameters[i].Values);
        }

        Tensor upstream = scope.From(Wave(Targets * Width, 3), [1, Targets, Width]);
        float[][] Results(Func<ForwardContext, Tensor> run)
        {
            foreach (Parameter parameter in parameters)
            {
                parameter.ClearGradient();
            }

            var tape = new GradientTape();
            Tensor output = run(new ForwardContext(scope, tape));
            tape.Backward(output, scope, upstream);
            return [output.ToArray(), .. parameters.Select(parameter => parameter.Gradient.ToArray())];
        }

        float[][] got = Results(context => context.Run(new Attention(), queries.Tensor, keys.Tensor, values.Tensor));
        float[][] expected = Results(context =>
        {
            Tensor scores = context.Run(new MatrixProduct { TransposeRight = true }, queries.Tensor, keys.Tensor);
            Tensor weights = context.Run(new Softmax(), context.Run(new Affine { Factor = 1 / Math.Sqrt(Width) }, scores));
            return context.Run(new MatrixProduct(), weights, values.Tensor);
        });
        for (int i = 0; i < got.Length; i++)
        {
            float largest = expected[i].Max(Math.Abs);
            for (int j = 0; j < got[i].Length; j++)
            {
                Assert.AreEqual(expected[i][j], got[i][j], 1e-5f * largest, $"result {i} at {j}");
            }
        }
    }

    [TestMethod]
    public void Backward_WhereOneTensorIsQueriesKeysAndValues_AddsUpAllThree()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        float[] values = Wave(Batch * 5 * Dim, 0), upstream = Wave(Batch * 5 * Dim, 1);
        float[] Gradient(bool one)
        {
            var tape = new GradientTape();
            Parameter[] parameters = [.. Enumerable.Range(0, 3).Select(i => new Parameter($"{i}", [Batch, 5, Dim]))];
            foreach (Parameter parameter in parameters)
            {
                values.CopyTo(parameter.Values);
            }

            Tensor first = parameters[0].Tensor;
            Tensor output = new ForwardContext(scope, tape).Run(
                new Attention { Heads = Heads }, first, one ? first : parameters[1].Tensor, one ? first : parameters[2].Tensor);
            tape.Backward(output, scope, scope.From(upstream, output.Shape));
            float[][] gradients = [.. parameters.Where(parameter => parameter.HasGradient).Select(parameter => parameter.Gradient.ToArray())];
            return [.. Enumerable.Range(0, values.Length).Select(i => gradients.Sum(gradient => gradient[i]))];
        }

        float[] separate = Gradient(one: false), together = Gradient(one: true);
        for (int i = 0; i < separate.Length; i++)
        {
            Assert.AreEqual(separate[i], together[i], 1e-5f);
        }
    }

    // One entry of the batch makes several groups of targets, which share the work; ten make one each.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Backward_OfOneSequenceAlone_IsThatWithinABatch(bool causal)
    {
        const int Time = 403, Row = Time * 3 * 22, Rows = 10;
        var attention = new Attention { Heads = 2, Packing = AttentionPacking.QueryKeyValue, Causal = causal };
        float[] all = Wave(Rows * Row, 1), upstream = Wave(Rows * Row / 3, 2);
        float[] together = Gradient(attention, all, upstream, Rows), alone = Gradient(attention, all[..Row], upstream[..(Row / 3)], 1);
        for (int i = 0; i < Row; i++)
        {
            Assert.AreEqual(together[i], alone[i], 1e-5f, $"element {i}");
        }

        static float[] Gradient(Attention attention, float[] values, float[] upstream, int batch)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            var tape = new GradientTape();
            var input = new Parameter("qkv", [batch, Time, 66]);
            values.CopyTo(input.Values);
            Tensor y = new ForwardContext(scope, tape).Run(attention, input.Tensor);
            tape.Backward(y, scope, scope.From(upstream, [batch, Time, 22]));
            return input.Gradient.ToArray();
        }
    }

    [TestMethod]
    public void Forward_WithDropout_DropsTheSameWeightsForTheSameKeyAndKeepsTheMean()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        const int Time = 200;
        Tensor zeros = scope.From(new float[Time], [1, Time, 1]);
        Tensor ones = scope.From([.. Enumerable.Repeat(1f, Time)], [1, Time, 1]);
        var operation = new Attention { DropoutRate = 0.25f };
        float[] first = context.Run(operation, zeros, zeros, ones, scope.From([1, 2, 3, 4], [4])).ToArray();
        float[] again = context.Run(operation, zeros, zeros, ones, scope.From([1, 2, 3, 4], [4])).ToArray();
        float[] other = context.Run(operation, zeros, zeros, ones, scope.From([1, 2, 3, 5], [4])).ToArray();

        CollectionAssert.AreEqual(first, again);
        CollectionAssert.AreNotEqual(first, other);

        // 40,000 weights: the share kept has a standard deviation of 0.0022, and each row's of 0.031.
        Assert.AreEqual(1, first.Average(), 0.0022 * 4 / 0.75);
        Assert.IsTrue(first.All(sum => Math.Abs(sum - 1) < 0.031 * 5 / 0.75));
        Assert.IsGreaterThan(50, first.Distinct().Count() + other.Distinct().Count());
    }

    [TestMethod]
    public void Attributes_OutOfRange_ThrowNamingThem()
    {
        void Check(string name, Func<Attention> make) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => make()).Message, name);

        Check("Attention.Heads", () => new Attention { Heads = 0 });
        Check("Attention.DropoutRate", () => new Attention { DropoutRate = 1 });
        Check("Attention.DropoutRate", () => new Attention { DropoutRate = float.NaN });
        Check("Attention.Packing", () => new Attention { Packing = (AttentionPacking)3 });
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        void Check(string expected, Attention operation, params Shape[] shapes)
        {
            ArgumentException failure = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(shapes, new Shape[1]));
            StringAssert.Contains(failure.Message, expected);
        }

        var masked = new Attention { Heads = 2, HasKeyPaddingMask = true };
        Check("[2, 3, 4], [2, 5, 4] and [2, 6, 4]", new Attention(), [2, 3, 4], [2, 5, 4], [2, 6, 4]);
        Check("[2, 3, 4], [1, 5, 4] and [1, 5, 4]", new Attention(), [2, 3, 4], [1, 5, 4], [1, 5, 4]);
        Check("[2, 5, 7]", new Attention { Packing = AttentionPacking.KeyValue }, [2, 3, 4], [2, 5, 7]);
        Check("[2, 5, 7]", new Attention { Packing = AttentionPacking.QueryKeyValue }, [2, 5, 7]);
        Check("3 heads", new Attention { Heads = 3 }, [2, 3, 4], [2, 5, 4], [2, 5, 4]);
        Check("[2, 3]; expected [batch, sources], here [2, 5]", masked, [2, 3, 4], [2, 5, 4], [2, 5, 4], [2, 3]);
        Check("[5, 3]; expected [targets, sources], here [3, 5]", new Attention { HasMask = true }, [2, 3, 4], [2, 5, 4], [2, 5, 4], [5, 3]);
        Check("random key has shape [3]", new Attention { DropoutRate = 0.1f }, [2, 3, 4], [2, 5, 4], [2, 5, 4], [3]);
        Check("3 inputs were given", masked, [2, 3, 4], [2, 5, 4], [2, 5, 4]);
    }

    private static void AssertClose(float[] expected, Tensor got)
    {
        float[] values = got.ToArray();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.AreEqual(expected[i], values[i], 1e-4f);
        }
    }

    private static float[] Wave(int count, int phase) => [.. Enumerable.Range(0, count).Select(i => 1.5f * MathF.Sin(i * 1.7f + phase))];

    /// <summary>Rows of <see cref="Dim"/> columns beside each other.</summary>
    private static float[] Beside(float[][] parts) =>
        [.. Enumerable.Range(0, parts[0].Length / Dim).SelectMany(row => parts.SelectMany(part => part.Skip(row * Dim).Take(Dim)))];
}
