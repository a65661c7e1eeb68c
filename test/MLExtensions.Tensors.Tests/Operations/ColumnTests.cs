using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Numbers encoded and categories looked up: values computed by hand, and what is said where that cannot be done.</summary>
[TestClass]
public class ColumnTests
{
    private const float None = float.NaN;

    [TestMethod]
    public void Numbers_WithoutBins_AreStandardized_AndMissingOnesAreZero()
    {
        // Slots 0 and 2 with means 1 and 10 and scales 2 and 0.5; an indicator for the second.
        float[] got = Encode(new EncodeNumbers([0, 2], [], [1]), [3, 99, 9.5f, None, None, None, 1, 99, 10], 3, [1, 10], [0.5f, 2]);
        CollectionAssert.AreEqual(new float[] { 1, -1, 0, 0, 0, 1, 0, 0, 0 }, got);
    }

    [TestMethod]
    public void Numbers_WithBins_FillTheBinsBelow_AndAreClampedAtBothEnds()
    {
        // Edges 0, 1, 3, 4 and mean 2; the number after it is standardised by mean 5 and scale 1.
        float[] got = Encode(
            new EncodeNumbers([0, 1], [3, 0], [0]),
            [-7, 5, 0, 5, 0.25f, 5, 1, 5, 2, 5, 3.5f, 6, 1000, 5, None, None, float.PositiveInfinity, 5, float.NegativeInfinity, 5],
            10,
            [2, 5],
            [1, 1],
            [0, 1, 3],
            [1, 0.5f, 1]);
        CollectionAssert.AreEqual(
            new float[]
            {
                0, 0, 0, 0, 0,
                0, 0, 0, 0, 0,
                0.25f, 0, 0, 0, 0,
                1, 0, 0, 0, 0,
                1, 0.5f, 0, 0, 0,
                1, 1, 0.5f, 1, 0,
                1, 1, 1, 0, 0,
                1, 0.5f, 0, 0, 1,
                1, 1, 1, 0, 0,
                0, 0, 0, 0, 0,
            },
            got);
    }

    [TestMethod]
    public void Numbers_ThatAreInfinite_StayInfinite()
    {
        float[] got = Encode(new EncodeNumbers([0, 1]), [float.PositiveInfinity, float.NegativeInfinity], 1, [1, 1], [2, 2]);
        CollectionAssert.AreEqual(new[] { float.PositiveInfinity, float.NegativeInfinity }, got);
    }

    [TestMethod]
    public void Categories_TakeTheRowsOfTheirTables_SideBySide()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor y = new ForwardContext(scope).Run(
            new CategoryEmbeddings { Slots = [2, 0] }, scope.From([0f, 9, 2, 1, 9, 0], [2, 3]), scope.From([1f, 2, 3], [3, 1]), scope.From([4f, 5, 6, 7], [2, 2]));
        Assert.AreEqual<Shape>([2, 3], y.Shape);
        CollectionAssert.AreEqual(new float[] { 3, 4, 5, 1, 6, 7 }, y.ToArray());
    }

    [TestMethod]
    public void CategoryGradients_AddUpWhereAnIndexStands_AndAreZeroElsewhere()
    {
        Parameter first = new("first", [3, 1]), second = new("second", [2, 2]);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor y = new ForwardContext(scope, tape).Run(
            new CategoryEmbeddings { Slots = [1, 0] }, scope.From([0f, 2, 1, 0, 0, 2], [3, 2]), first.Tensor, second.Tensor);
        tape.Backward(y, scope, scope.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]));
        CollectionAssert.AreEqual(new float[] { 4, 0, 8 }, first.Gradient.ToArray());
        CollectionAssert.AreEqual(new float[] { 10, 12, 5, 6 }, second.Gradient.ToArray());
    }

    [TestMethod]
    [DataRow(3f, "3")]
    [DataRow(-1f, "-1")]
    [DataRow(0.5f, "0.5")]
    [DataRow(None, "NaN")]
    [DataRow(1e20f, "1E+20")]
    [DataRow(-2147483648f, "-2.1474836E+09")]
    public void Categories_WithAnIndexThatIsNone_AreNamed(float index, string text)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var operation = new CategoryEmbeddings { Slots = [0, 1] };
        string message = Assert.ThrowsExactly<ArgumentException>(() => new ForwardContext(scope).Run(
            operation, scope.From([0, 2, 0, index], [2, 2]), scope.From([1f], [1, 1]), scope.From([1f, 2, 3], [3, 1]))).Message;
        StringAssert.Contains(message, $"table 1, slot 1, is {text} in row 1; expected a whole number from 0 to 2");
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        Check(new EncodeNumbers([0, 3]), "row of at least 4", [2, 3], [2], [2]);
        Check(new EncodeNumbers([0]), "input 2", [2, 3], [1], [2]);
        Check(new EncodeNumbers([0], [3]), "x, mean, inverseScale, lower and inverseWidth", [2, 3], [1], [1]);
        Check(new EncodeNumbers([0], [3]), "input 4", [2, 3], [1], [1], [3], [2]);
        Check(new CategoryEmbeddings { Slots = [4] }, "row of at least 5", [2, 3], [1, 1]);
        Check(new CategoryEmbeddings { Slots = [0] }, "weight 0", [2, 3], [1]);
        Check(new CategoryEmbeddings { Slots = [0, 1] }, "2 weights", [2, 3], [1, 1]);
        Assert.ThrowsExactly<ArgumentException>(() => new EncodeNumbers([0], [1, 2]));
        Assert.ThrowsExactly<ArgumentException>(() => new EncodeNumbers([-1]));
        Assert.ThrowsExactly<ArgumentException>(() => new EncodeNumbers([0], [], [1]));
        Assert.ThrowsExactly<ArgumentException>(() => new EncodeNumbers([0, 1], [int.MaxValue, 1], []));
        Assert.ThrowsExactly<ArgumentException>(() => new CategoryEmbeddings { Slots = [] });

        static void Check(Operation operation, string part, params Shape[] inputs)
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[1])).Message;
            StringAssert.StartsWith(message, operation.GetType().Name);
            StringAssert.Contains(message, part);
        }
    }

    [TestMethod]
    public void Operations_WithTheSameAttributes_AreEqual()
    {
        Assert.AreEqual(new EncodeNumbers([1, 2], [0, 3], [1]), new EncodeNumbers([1, 2], [0, 3], [1]));
        Assert.AreNotEqual(new EncodeNumbers([1, 2], [0, 3], [1]), new EncodeNumbers([1, 2], [0, 4], [1]));
        Assert.AreEqual(new CategoryEmbeddings { Slots = [1, 2] }, new CategoryEmbeddings { Slots = [1, 2] });
        Assert.AreNotEqual(new CategoryEmbeddings { Slots = [1, 2] }, new CategoryEmbeddings { Slots = [2, 1] });
    }

    private static float[] Encode(EncodeNumbers operation, float[] x, int batch, params float[][] constants)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor[] inputs = [scope.From(x, [batch, x.Length / batch]), .. constants.Select(values => scope.From(values, [values.Length]))];
        return new ForwardContext(scope).Run(operation, inputs).ToArray();
    }
}
