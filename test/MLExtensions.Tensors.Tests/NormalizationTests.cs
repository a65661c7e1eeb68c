using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Statistics that keep their precision, and what normalisation refuses. PyTorch's figures are in the parity cases.</summary>
[TestClass]
public class NormalizationTests
{
    /// <summary>At 10,000 floats are 1/1024 apart: 10,000 plus and minus this are floats.</summary>
    private const float Deviation = 10f / 1024;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Statistics_OfAMeanAMillionTimesTheDeviation_KeepTheDigitsOfTheInput(int kind)
    {
        // Half of the values are a deviation above the mean and half below: normalised they are 1 and -1.
        (Operation operation, Shape shape) = kind switch
        {
            0 => ((Operation)new BatchNormalization { HasAffine = false, Epsilon = 0 }, Shape.Create([1000, 6])),
            1 => (new BatchNormalization { HasAffine = false, Epsilon = 0 }, [10, 6, 20, 5]),
            2 => (new GroupNormalization { HasAffine = false, HasStatistics = true, Epsilon = 0, Groups = 2 }, [4, 6, 100]),
            _ => (new LayerNormalization { HasAffine = false, Epsilon = 0 }, [4, 1000]),
        };
        using var scope = new TensorScope(CpuDevice.Default);
        float[] values = new float[shape.Length];
        bool columns = kind == 0;
        for (int i = 0; i < values.Length; i++)
        {
            int place = columns ? i / 6 : i;
            values[i] = 10_000 + (place % 2 == 0 ? Deviation : -Deviation);
        }

        var outputs = new Tensor[operation.OutputCount];
        new ForwardContext(scope).Run(operation, [scope.From(values, shape)], outputs);

        float[] normalised = outputs[0].ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            Assert.AreEqual(values[i] > 10_000 ? 1f : -1f, normalised[i], 1e-5f);
        }

        if (outputs.Length > 1)
        {
            double count = (double)values.Length / outputs[1].Shape.Length;
            Assert.IsTrue(outputs[1].ToArray().All(mean => mean == 10_000));
            Assert.IsTrue(outputs[2].ToArray().All(variance =>
                Math.Abs(variance - (double)Deviation * Deviation * count / (count - 1)) < 1e-5 * Deviation * Deviation));
        }
    }

    [TestMethod]
    public void Statistics_WithAFirstValueFarOff_AreNotLedAstray()
    {
        // The centre that sums are taken around is the first value at first. One 1e6 and 999 zeros: mean 1,000, deviation 1e3 sqrt(999).
        using var scope = new TensorScope(CpuDevice.Default);
        float[] values = new float[1000];
        values[0] = 1e6f;
        Tensor y = new ForwardContext(scope).Run(new LayerNormalization { HasAffine = false, Epsilon = 0 }, scope.From(values, [1, 1000]));
        Assert.AreEqual(999 / Math.Sqrt(999), y.ToArray()[0], 1e-4);
        Assert.AreEqual(-1 / Math.Sqrt(999), y.ToArray()[^1], 1e-7);
    }

    [TestMethod]
    public void BatchNormalization_OfOneValueAChannel_SaysWhatToDo()
    {
        foreach (Shape shape in new Shape[] { [1, 3], [1, 3, 1, 1] })
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() =>
                new BatchNormalization { HasAffine = false }.InferShapes([shape], new Shape[3])).Message;
            StringAssert.Contains(message, $"{shape} has one value a channel");
            StringAssert.Contains(message, "two or more rows");
        }
    }

    [TestMethod]
    public void NaN_StaysInItsChannelOrRow()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        float[] values = Sample.Values(1, 60);
        values[7] = float.NaN;
        Tensor x = scope.From(values, [5, 4, 3]);
        var outputs = new Tensor[3];
        context.Run(new BatchNormalization { HasAffine = false }, [x], outputs);
        float[] ofBatch = outputs[0].ToArray(), ofLayer = context.Run(new LayerNormalization { HasAffine = false }, x).ToArray();
        float[] ofGroup = context.Run(new GroupNormalization { HasAffine = false, Groups = 2 }, x).ToArray();
        for (int i = 0; i < 60; i++)
        {
            Assert.AreEqual(i / 3 % 4 == 2, float.IsNaN(ofBatch[i]), $"batch {i}");
            Assert.AreEqual(i / 3 == 2, float.IsNaN(ofLayer[i]), $"layer {i}");
            Assert.AreEqual(i / 6 == 1, float.IsNaN(ofGroup[i]), $"group {i}");
        }
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        CheckMessage(new BatchNormalization(), "weight of shape [2] does not fit x [4, 3]", [4, 3], [2], [3]);
        CheckMessage(new BatchNormalization(), "expected [batch, channels]", [4], [4], [4]);
        CheckMessage(new BatchNormalizationInference(), "running variance of shape [4]", [4, 3], [3], [3], [3], [4]);
        CheckMessage(new GroupNormalization { Groups = 4 }, "cannot be divided into 4 groups", [2, 6], [6], [6]);
        CheckMessage(new LayerNormalization { Axes = 2 }, "bias of shape [6] does not fit x [5, 2, 3]", [5, 2, 3], [2, 3], [6]);
        CheckMessage(new LayerNormalization { Axes = 3, HasAffine = false }, "the last 3 are to be normalised", [5, 2]);
    }

    [TestMethod]
    public void Attributes_OutOfRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchNormalization { Epsilon = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchNormalizationInference { Epsilon = float.NaN });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LayerNormalization { Axes = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GroupNormalization { Groups = 0 });
    }

    private static void CheckMessage(Operation operation, string part, params Shape[] inputs) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[3])).Message, part);
}
