using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Reshape, transpose, concatenate, slice: where elements go, and what is said where they cannot. Figures are torch 1.13's of 0, 1, 2, ...</summary>
[TestClass]
public class RearrangementTests
{
    [TestMethod]
    public void Reshape_TakesTheBatchOverAndInfersTheRest_AlsoForAnEmptyBatch()
    {
        foreach (int batch in new[] { 0, 1, 5 })
        {
            Assert.AreEqual([batch, 6, 4], Infer(new Reshape { Axes = [0, -1, 4] }, [batch, 3, 8]));
            Assert.AreEqual([batch, 24], Infer(new Reshape { Axes = [0, -1] }, [batch, 3, 8]));
            Assert.AreEqual([batch * 3, 8], Infer(new Reshape { Axes = [-1, 8] }, [batch, 3, 8]));
            Assert.AreEqual([batch, 3, 2, 4], Infer(new Reshape { Axes = [0, 0, -1, 4] }, [batch, 3, 8]));
        }

        Assert.AreEqual([], Infer(new Reshape { Axes = [] }, [1, 1]));
        Assert.AreEqual([1], Infer(new Reshape(), default(Shape)));
        Assert.AreEqual([0], Infer(new Reshape(), [2, 0]));
    }

    [TestMethod]
    public void Reshape_ThatDoesNotFit_NamesBothAndWhatIsExpected()
    {
        CheckMessage(new Reshape { Axes = [0, 5] }, ["Reshape", "[4, 6]", "[0, 5]", "the numbers of elements differ"], [4, 6]);
        CheckMessage(new Reshape { Axes = [0, -1, 4] }, ["[2, 6]", "6 elements cannot be split by 4"], [2, 6]);
        CheckMessage(new Reshape { Axes = [0, 0, 0] }, ["axis 2 is to be the input's, which has 2 axes"], [2, 6]);

        // An empty batch hides no mistake.
        CheckMessage(new Reshape { Axes = [0, 5] }, ["[0, 6]"], [0, 6]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Reshape { Axes = [-1, -1] });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Reshape { Axes = [-2] });
    }

    [TestMethod]
    public void Reshape_SharesTheMemory_AndDiesWithItsScope()
    {
        using var outer = new TensorScope(CpuDevice.Default);
        Tensor x = outer.From([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]);
        Tensor view;
        using (var scope = new TensorScope(CpuDevice.Default, outer))
        {
            view = new ForwardContext(scope).Run(new Reshape { Axes = [3, 2] }, x);
            x.CopyFrom([6f, 5f, 4f, 3f, 2f, 1f]);
            CollectionAssert.AreEqual(new[] { 6f, 5f, 4f, 3f, 2f, 1f }, view.ToArray());
        }

        Assert.IsFalse(view.IsAlive);
        Assert.ThrowsExactly<ObjectDisposedException>(() => view.ToArray());
        Assert.ThrowsExactly<ObjectDisposedException>(() => view.CopyFrom(new float[6]));
        CollectionAssert.AreEqual(new[] { 6f, 5f, 4f, 3f, 2f, 1f }, x.ToArray());
    }

    [TestMethod]
    public void Reshape_ThatIsKept_OutlivesWhatItIsAViewOf()
    {
        using var outer = new TensorScope(CpuDevice.Default);
        using var scope = new TensorScope(CpuDevice.Default, outer);
        Tensor view = scope.Keep(new ForwardContext(scope).Run(new Reshape(), scope.From([1f, 2f, 3f, 4f], [2, 2])));
        scope.Reset();

        // Other tensors of the same size do not get its memory.
        scope.Zeros([2, 2]);
        CollectionAssert.AreEqual(new[] { 1f, 2f, 3f, 4f }, view.ToArray());
    }

    [TestMethod]
    public void Transpose_PutsElementsWherePyTorchDoes()
    {
        float[] x = Count(24);
        CollectionAssert.AreEqual(
            new float[] { 0, 12, 1, 13, 2, 14, 3, 15, 4, 16, 5, 17, 6, 18, 7, 19, 8, 20, 9, 21, 10, 22, 11, 23 },
            Run(new Transpose { Axes = [1, 2, 0] }, x, [2, 3, 4]));
        CollectionAssert.AreEqual(
            new float[] { 0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23 },
            Run(new Transpose { Axes = [2, 0, 1] }, x, [2, 3, 4]));
    }

    [TestMethod]
    public void Transpose_ThereAndBack_IsTheSame()
    {
        // Longer than the squares it goes in, and not a multiple of them.
        float[] x = Count(3 * 70 * 41);
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        foreach ((AxisList there, AxisList back) in new (AxisList, AxisList)[] { ([0, 2, 1], [0, 2, 1]), ([2, 1, 0], [2, 1, 0]), ([1, 2, 0], [2, 0, 1]) })
        {
            Tensor moved = context.Run(new Transpose { Axes = there }, scope.From(x, [3, 70, 41]));
            CollectionAssert.AreNotEqual(x, moved.ToArray());
            CollectionAssert.AreEqual(x, context.Run(new Transpose { Axes = back }, moved).ToArray());
        }
    }

    [TestMethod]
    public void Transpose_ThatIsNoPermutation_IsRefused()
    {
        foreach (AxisList axes in new AxisList[] { [0, 0], [1, 2], [-1, 0] })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Transpose { Axes = axes });
        }

        CheckMessage(new Transpose(), ["Transpose", "[2, 3, 4]", "[1, 0]"], [2, 3, 4]);
    }

    [TestMethod]
    public void Slice_TakesPositionsFromStartWithStep()
    {
        // x[:, -2:, 1::2]
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor part = context.Run(new Slice { Axis = 1, Start = -2 }, scope.From(Count(24), [2, 3, 4]));
        part = context.Run(new Slice { Start = 1, Step = 2 }, part);
        Assert.AreEqual([2, 2, 2], part.Shape);
        CollectionAssert.AreEqual(new float[] { 5, 7, 9, 11, 17, 19, 21, 23 }, part.ToArray());
    }

    [TestMethod]
    public void Slice_PastTheEnd_IsNamed()
    {
        CheckMessage(new Slice { Axis = 1, Start = 2, Length = 2 }, ["Slice", "axis 1 of x [2, 3]", "no 2 positions from 2 on", "0 to 2"], [2, 3]);
        CheckMessage(new Slice { Axis = 1, Start = -4 }, ["axis 1 of x [2, 3]"], [2, 3]);
        CheckMessage(new Slice { Axis = 1, Start = 4 }, ["axis 1 of x [2, 3]"], [2, 3]);
        CheckMessage(new Slice { Axis = 2 }, ["the shape [2, 3] has no axis 2", "-2 to 1"], [2, 3]);
        CheckMessage(new Slice(), ["single element"], default(Shape));
        Assert.AreEqual([2, 0], Infer(new Slice { Axis = 1, Start = 3 }, [2, 3]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Slice { Length = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Slice { Step = 0 });
    }

    [TestMethod]
    public void Concatenate_OfWholeNumbers_KeepsThem()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor y = new ForwardContext(scope).Run(
            new Concatenate { Axis = 1, ElementType = ElementType.Int32 },
            scope.From([1, -2], [2, 1]),
            scope.From([int.MaxValue, 4, 5, 6], [2, 2]));
        Assert.AreEqual([2, 3], y.Shape);
        CollectionAssert.AreEqual(new[] { 1, int.MaxValue, 4, -2, 5, 6 }, y.ToInt32Array());
    }

    [TestMethod]
    public void Concatenate_OfShapesThatDiffer_NamesBoth()
    {
        CheckMessage(new Concatenate { Axis = 0 }, ["Concatenate", "input 1 of shape [2, 4]", "input 0 of shape [2, 3]", "axis 0"], [2, 3], [2, 4]);
        CheckMessage(new Concatenate { Axis = 0 }, ["input 2 of shape [2]"], [2, 3], [1, 3], [2]);
        CheckMessage(new Concatenate(), ["0 inputs"]);
        Assert.AreEqual([7, 3], Infer(new Concatenate { Axis = 0 }, [2, 3], [0, 3], [5, 3]));
    }

    private static float[] Count(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];

    private static float[] Run(Operation operation, float[] x, Shape shape)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        return new ForwardContext(scope).Run(operation, scope.From(x, shape)).ToArray();
    }

    private static Shape Infer(Operation operation, params Shape[] inputs)
    {
        var output = new Shape[1];
        operation.InferShapes(inputs, output);
        return output[0];
    }

    private static void CheckMessage(Operation operation, string[] parts, params Shape[] inputs)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => Infer(operation, inputs)).Message;
        foreach (string part in parts)
        {
            StringAssert.Contains(message, part);
        }
    }
}
