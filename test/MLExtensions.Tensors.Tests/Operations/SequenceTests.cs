using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Operations on sequences of unequal lengths: closed forms, and what is said of what does not fit.</summary>
[TestClass]
public class SequenceTests
{
    // Three rows of three steps of two features; 99 stands where nothing is to be read.
    private static readonly float[] s_steps = [1, 8, 3, 6, 99, 99, 5, 5, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99];

    [TestMethod]
    [DataRow(SequencePoolingKind.Mean, 2f, 7f, 5f, 5f)]
    [DataRow(SequencePoolingKind.Max, 3f, 8f, 5f, 5f)]
    [DataRow(SequencePoolingKind.Last, 3f, 6f, 5f, 5f)]
    [DataRow(SequencePoolingKind.First, 1f, 8f, 5f, 5f)]
    public void Pooling_ReadsOnlyTheStepsOfTheRow(SequencePoolingKind kind, params float[] expected)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        float[] found = new ForwardContext(scope).Run(
            new SequencePooling { Kind = kind, HasLengths = true }, scope.From(s_steps, [3, 3, 2]), scope.From([2, 1, 0], [3])).ToArray();
        CollectionAssert.AreEqual(expected.Concat([0f, 0f]).ToArray(), found);
    }

    [TestMethod]
    public void Mean_OfManySmallTermsAfterALargeOne_KeepsThem()
    {
        const int Steps = 100_000;
        float[] steps = new float[Steps];
        Array.Fill(steps, 0.5f);
        steps[0] = 1 << 24;
        using var scope = new TensorScope(CpuDevice.Default);
        float found = new ForwardContext(scope).Run(new SequencePooling(), scope.From(steps, [1, Steps, 1])).ToArray()[0];
        Assert.AreEqual(steps.Sum(step => (double)step) / Steps, found, 1e-3);
    }

    [TestMethod]
    public void PaddingMask_MarksTheStepsAfterTheLength()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor mask = new ForwardContext(scope).Run(new PaddingMask { Steps = 3, Leading = 1 }, scope.From([0, 2, 3], [3]));
        Assert.AreEqual<Shape>([3, 4], mask.Shape);
        int[] found = new int[12];
        mask.CopyTo(found);
        CollectionAssert.AreEqual(new[] { 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0 }, found);
    }

    [TestMethod]
    public void RowIndices_TakesWholeNumbersAlone()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        int[] found = new int[4];
        context.Run(new RowIndices { Start = 1, Length = 2, Count = 8 }, scope.From([9f, 7, 0, -1, 3, 4], [2, 3])).CopyTo(found);
        CollectionAssert.AreEqual(new[] { 7, 0, 3, 4 }, found);
        foreach (float bad in new[] { 0.5f, -1, 8, float.NaN, float.PositiveInfinity, 1e20f })
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() =>
                context.Run(new RowIndices { Start = 1, Length = 2, Count = 8 }, scope.From([9f, 7, 0, 9, 3, bad], [2, 3]))).Message;
            StringAssert.Contains(message, "slot 2 of row 1 is");
            StringAssert.Contains(message, "from 0 to 7");
        }
    }

    [TestMethod]
    public void Lengths_OutOfRange_AreNamed()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        foreach (int length in new[] { -1, 4 })
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentException>(() => context.Run(new PaddingMask { Steps = 3 }, scope.From([0, length], [2]))).Message,
                $"PaddingMask: the length of row 1 is {length}; expected 0 to 3");
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentException>(() => context.Run(
                    new SequencePooling { HasLengths = true }, scope.From(s_steps, [3, 3, 2]), scope.From([0, length, 0], [3]))).Message,
                $"SequencePooling: the length of row 1 is {length}; expected 0 to 3");
        }
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        Check(new RowIndices { Start = 2, Length = 2, Count = 3 }, "row of at least 4", [5, 3]);
        Check(new PaddingMask { Steps = 3 }, "[5, 3]", [5, 3]);
        Check(new SequencePooling(), "[batch, time, features]", [5, 3]);
        Check(new SequencePooling { HasLengths = true }, "here [5]", [5, 3, 2], [4]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RowIndices { Start = -1, Count = 1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RowIndices { Count = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new PaddingMask { Steps = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SequencePooling { Kind = (SequencePoolingKind)9 });

        static void Check(Operation operation, string part, params Shape[] inputs)
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[1])).Message;
            StringAssert.StartsWith(message, operation.GetType().Name);
            StringAssert.Contains(message, part);
        }
    }
}
