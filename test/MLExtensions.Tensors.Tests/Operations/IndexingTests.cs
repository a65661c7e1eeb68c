using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Embedding, selection by indices, padding: where elements go, and what is said where they cannot. Figures are torch 1.13's of 0, 1, 2, ...</summary>
[TestClass]
public class IndexingTests
{
    private static readonly float[] s_sixNumbers = [0, 1, 2, 3, 4, 5];

    [TestMethod]
    public void Indices_OutOfRange_AreNamedWithTheRange()
    {
        foreach ((Operation operation, string name) in new (Operation, string)[]
            { (new IndexSelect { Axis = 1 }, "IndexSelect"), (new Gather { Axis = 1 }, "Gather") })
        {
            foreach (int index in new[] { 3, -1, int.MinValue })
            {
                using var scope = new TensorScope(CpuDevice.Default);
                Shape shape = operation is Gather ? [1, 2] : [2];
                string message = Assert.ThrowsExactly<ArgumentException>(() =>
                    new ForwardContext(scope).Run(operation, scope.From(s_sixNumbers, [2, 3]), scope.From([0, index], shape))).Message;
                StringAssert.Contains(message, $"{name}: the index at 1 is {index}; expected 0 to 2");
            }
        }

        using var other = new TensorScope(CpuDevice.Default);
        string embedding = Assert.ThrowsExactly<ArgumentException>(() =>
            new ForwardContext(other).Run(new Embedding(), other.From([2], [1]), other.From(s_sixNumbers, [2, 3]))).Message;
        StringAssert.Contains(embedding, "Embedding: the index at 0 is 2; expected 0 to 1");
    }

    [TestMethod]
    public void Indices_ChangedBetweenForwardAndBackward_AreCheckedAgain()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Parameter weight = Sample.Parameter("weight", 1, [2, 3]);
        Tensor indices = scope.From([0, 1], [2]);
        Tensor y = new ForwardContext(scope, tape).Run(new Embedding(), indices, weight.Tensor);
        indices.CopyFrom([0, 1_000_000]);
        Assert.ThrowsExactly<ArgumentException>(() => tape.Backward(y, scope, scope.Zeros([2, 3])));
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        Check(new Embedding(), ["weight [2]"], [3], [2]);
        Check(new Embedding { PaddingIndex = 2 }, ["PaddingIndex is 2", "[2, 4]"], [3], [2, 4]);
        Check(new IndexSelect(), ["x [2, 3]", "[1, 1]"], [2, 3], [1, 1]);
        Check(new Gather(), ["indices [3, 1]", "x [2, 3]"], [2, 3], [3, 1]);
        Check(new Gather(), ["indices [2]", "x [2, 3]"], [2, 3], [2]);
        Check(new Pad { Before = [1, 1, 1] }, ["x [2, 3]"], [2, 3]);
        Check(new Pad { Mode = PaddingMode.Reflect, After = [3] }, ["axis 1 of x [2, 3]", "0 before and 3 after", "at most 2"], [2, 3]);
        Check(new Pad { Mode = PaddingMode.Circular, After = [4] }, ["axis 1 of x [2, 3]", "at most 3"], [2, 3]);
        Check(new Pad { Mode = PaddingMode.Replicate, After = [1] }, ["axis 1 of x [2, 0]", "at most 0"], [2, 0]);
        Check(new Glu(), ["axis 1 of x [2, 3]", "even"], [2, 3]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Pad { Before = [-1] });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Pad { Mode = (PaddingMode)9 });

        static void Check(Operation operation, string[] parts, params Shape[] inputs)
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[1])).Message;
            StringAssert.StartsWith(message, operation.GetType().Name);
            foreach (string part in parts)
            {
                StringAssert.Contains(message, part);
            }
        }
    }

    [TestMethod]
    public void Selections_TakeWhatPyTorchTakes()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor x = scope.From(s_sixNumbers, [2, 3]);
        CollectionAssert.AreEqual(new[] { 2f, 0, 2, 5, 3, 5 }, context.Run(new IndexSelect { Axis = 1 }, x, scope.From([2, 0, 2], [3])).ToArray());
        CollectionAssert.AreEqual(new[] { 2f, 0, 4, 4 }, context.Run(new Gather(), x, scope.From([2, 0, 1, 1], [2, 2])).ToArray());
        CollectionAssert.AreEqual(new[] { 3f, 1 }, context.Run(new Gather { Axis = 0 }, x, scope.From([1, 0], [1, 2])).ToArray());
        CollectionAssert.AreEqual(new[] { 3f, 4, 5, 0, 1, 2 }, context.Run(new Embedding(), scope.From([1, 0], [2]), x).ToArray());
    }

    [TestMethod]
    public void Padding_IsThatOfPyTorch()
    {
        CollectionAssert.AreEqual(
            new float[] { 9, 9, 9, 9, 9, 9, 9, 9, 0, 1, 2, 9, 9, 9, 3, 4, 5, 9 },
            Run(new Pad { Before = [1, 2], After = [1], Value = 9 }));
        CollectionAssert.AreEqual(
            new float[] { 5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1 },
            Run(new Pad { Mode = PaddingMode.Reflect, Before = [1, 2], After = [1, 1] }));
        CollectionAssert.AreEqual(
            new float[] { 0, 0, 0, 1, 2, 2, 0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 5 },
            Run(new Pad { Mode = PaddingMode.Replicate, Before = [1, 2], After = [1] }));
        CollectionAssert.AreEqual(
            new float[] { 4, 5, 3, 4, 5, 3, 1, 2, 0, 1, 2, 0, 4, 5, 3, 4, 5, 3 },
            Run(new Pad { Mode = PaddingMode.Circular, Before = [1, 2], After = [1] }));

        static float[] Run(Pad operation)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            return new ForwardContext(scope).Run(operation, scope.From(s_sixNumbers, [2, 3])).ToArray();
        }
    }

    [TestMethod]
    public void EmbeddingGradient_OfAFrequentIndex_KeepsSmallTerms_AndLeavesThePaddingOut()
    {
        // Row 1 a million times with 0.5 and once with 10,000,000; row 2 is the padding.
        const int Count = 1_000_002;
        var indices = new int[Count];
        indices.AsSpan().Fill(1);
        indices[^1] = 2;
        var upstream = new float[Count];
        upstream.AsSpan().Fill(0.5f);
        upstream[0] = 1e7f;
        var weight = new Parameter("weight", [4, 1]);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor y = new ForwardContext(scope, tape).Run(new Embedding { PaddingIndex = -2 }, scope.From(indices, [Count]), weight.Tensor);
        tape.Backward(y, scope, scope.From(upstream, [Count, 1]));
        CollectionAssert.AreEqual(new[] { 0f, 10_500_000f, 0, 0 }, weight.Gradient.ToArray());
    }
}
