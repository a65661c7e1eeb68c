using System.Numerics;
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

    /// <summary>Behind a pooling by 2 rows of 5, 2 and 7 steps have 3, 1 and, as the last step alone makes none, 3.</summary>
    [TestMethod]
    public void Pooling_WithAStride_CountsTheStepsThatArePartlyTheRows()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        var pooling = new SequencePooling { HasLengths = true, Stride = 2 };
        Tensor steps = scope.From([1f, 2, 6, 1, 2, 6, 1, 2, 6], [3, 3, 1]);
        CollectionAssert.AreEqual(new[] { 3f, 1f, 3f }, context.Run(pooling, steps, scope.From([5, 2, 7], [3])).ToArray());
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => context.Run(pooling, steps, scope.From([5, 2, 8], [3]))).Message, "the length of row 2 is 8; expected 0 to 7");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SequencePooling { Stride = 0 });
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

    /// <summary>Every window that touches a step of the row, one by one in double precision.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void MaxOverTimeConvolution_IsTheLargestOfTheWindowsThatTouchTheRow(int width)
    {
        const int Time = 4, Features = 3, Filters = 9;
        int[] lengths = [4, 1, 0, 3];
        var random = new Random(3);
        float[] x = OperationRun.Values(random, lengths.Length * Time * Features), weight = OperationRun.Values(random, Filters * Features * width), bias = OperationRun.Values(random, Filters);
        for (int row = 0; row < lengths.Length; row++)
        {
            x.AsSpan(((row * Time) + lengths[row]) * Features, (Time - lengths[row]) * Features).Fill(float.NaN);
        }

        using var scope = new TensorScope(CpuDevice.Default);
        Tensor[] inputs = [scope.From(x, [lengths.Length, Time, Features]), scope.From(weight, [Filters, Features, width]), scope.From(bias, [Filters]), scope.From(lengths, [lengths.Length])];
        float[] predicted = new ForwardContext(scope).Run(new MaxOverTimeConvolution { HasLengths = true }, inputs).ToArray();
        float[] trained = new ForwardContext(scope, new GradientTape(), training: true).Run(new MaxOverTimeConvolution { HasLengths = true }, inputs).ToArray();
        CollectionAssert.AreEqual(predicted, trained);
        for (int row = 0; row < lengths.Length; row++)
        {
            for (int filter = 0; filter < Filters; filter++)
            {
                double largest = lengths[row] == 0 ? 0 : double.NegativeInfinity;
                for (int begin = 1 - width; begin < lengths[row]; begin++)
                {
                    double sum = 0;
                    for (int k = 0; k < width; k++)
                    {
                        for (int feature = 0; feature < Features && begin + k >= 0 && begin + k < lengths[row]; feature++)
                        {
                            sum += (double)x[(((row * Time) + begin + k) * Features) + feature] * weight[(((filter * Features) + feature) * width) + k];
                        }
                    }

                    largest = Math.Max(largest, sum);
                }

                Assert.AreEqual(largest + bias[filter], predicted[(row * Filters) + filter], 1e-5, $"row {row}, filter {filter}");
            }
        }
    }

    [TestMethod]
    public void MaxOverTimeConvolution_OfWhatIsNoNumber_IsNone_AndOfEqualWindowsTheFirstHasTheGradient()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true);
        var x = new Parameter("x", [2, 4, 1]);
        new[] { 1, 3, 3, float.NegativeInfinity, 1, float.NaN, 9, 2 }.CopyTo(x.Values);
        Tensor y = context.Run(new MaxOverTimeConvolution(), x.Tensor, scope.From([1f], [1, 1, 1]), scope.From([0.5f], [1]));
        CollectionAssert.AreEqual(new[] { 3.5f, float.NaN }, y.ToArray());
        tape.Backward(y, scope, scope.From([1f, 0], [2, 1]));
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 0, 0, 0, 0 }, x.Gradient.ToArray());
    }

    /// <summary>As a product of complex numbers, each by its own turn, on heads long enough for vectors and shorter ones.</summary>
    [TestMethod]
    [DataRow(2)]
    [DataRow(8)]
    [DataRow(14)]
    public void RotaryPositions_MultipliesPairsAsComplexNumbers(int head)
    {
        const int Time = 5;
        int columns = (2 * head) + 3;
        var random = new Random(4);
        float[] x = OperationRun.Values(random, 2 * Time * columns), turns = OperationRun.Values(random, Time * head);
        using var scope = new TensorScope(CpuDevice.Default);
        float[] found = new ForwardContext(scope).Run(new RotaryPositions { Columns = 2 * head }, scope.From(x, [2, Time, columns]), scope.From(turns, [Time, head])).ToArray();
        for (int row = 0; row < 2 * Time; row++)
        {
            for (int i = 0; i < columns; i += 2)
            {
                int at = (row * columns) + i, turn = (row % Time * head) + (i % head);
                if (i < 2 * head)
                {
                    Complex expected = new Complex(x[at], x[at + 1]) * new Complex(turns[turn], turns[turn + 1]);
                    Assert.AreEqual(expected.Real, found[at], 1e-6);
                    Assert.AreEqual(expected.Imaginary, found[at + 1], 1e-6);
                }
                else
                {
                    Assert.AreEqual(x[at], found[at]);
                }
            }
        }
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
        Check(new RotaryPositions(), "x [5, 3, 8] and turns [2, 4] do not fit", [5, 3, 8], [2, 4]);
        Check(new RotaryPositions(), "8 columns of x [5, 3, 8] cannot be turned in heads of 3", [5, 3, 8], [3, 3]);
        Check(new RotaryPositions { Columns = 12 }, "12 columns of x [5, 3, 8]", [5, 3, 8], [3, 4]);
        Check(new RotaryPositions { Columns = 6 }, "6 columns of x [5, 3, 8]", [5, 3, 8], [3, 4]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RotaryPositions { Columns = -1 });
        Check(new MaxOverTimeConvolution(), "x [5, 3, 2] and weight [7, 3, 2] do not fit", [5, 3, 2], [7, 3, 2], [7]);
        Check(new MaxOverTimeConvolution(), "here [7]", [5, 3, 2], [7, 2, 4], [5]);
        Check(new MaxOverTimeConvolution { HasLengths = true }, "here [5]", [5, 3, 2], [7, 2, 4], [7], [3]);
        Check(new MaxOverTimeConvolution { HasLengths = true }, "3 inputs were given", [5, 3, 2], [7, 2, 4], [7]);
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
