using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>What transformers put before and onto their sequences.</summary>
[TestClass]
public sealed class PositionLayerTests
{
    private static readonly float[] s_token = Wave(3, 0.7, 0.3), s_positions = Wave(18, 0.5, 0.1);

    /// <summary>PyTorch 1.13: torch.cat([token.expand(2, 1, 3), x], 1) + positions[:5] with x = cos(1.3 i), token = sin(0.7 i + 0.3), positions = sin(0.5 i + 0.1); the loss is the mean of squares.</summary>
    [TestMethod]
    public void TokenAndPositions_AndTheirGradients_AreThoseOfPyTorch()
    {
        var parameters = new RandomParameters(new Philox(1));
        var token = new ClassToken("token", 3, parameters);
        var positions = new LearnedPositions("positions", 6, 3, parameters);
        s_token.CopyTo(token.Parameters[0].Values);
        s_positions.CopyTo(positions.Parameters[0].Values);
        var x = new Parameter("x", [2, 4, 3]);
        for (int i = 0; i < x.Values.Length; i++)
        {
            x.Values[i] = (float)Math.Cos(1.3 * i);
        }

        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true);
        Tensor y = positions.Forward(context, token.Forward(context, x.Tensor));
        AssertClose(
            [
                0.3953536f, 1.4061134f, 1.8828721f, 1.9995736f, 1.1307082f, -0.3413874f, -0.6843516f, 0.0259962f, 0.1583105f, -0.9397356f, -1.8735363f, -1.192251f, 0.4654338f, 1.2189882f, 0.5668546f,
                0.3953536f, 1.4061134f, 1.8828721f, 0.0053959f, 0.4934411f, 1.3118539f, 0.8373957f, -0.8131138f, -1.8123586f, -1.154929f, -0.0179951f, 0.0156527f, -0.7438818f, -0.6358964f, 0.7838113f,
            ],
            y.ToArray());

        tape.Backward(context.Run(new MeanSquaredError(), y, scope.Zeros(y.Shape)), scope);
        AssertClose(
            [
                0.1333049f, 0.0753805f, -0.0227592f, -0.0456234f, 0.0017331f, 0.010554f, -0.062649f, -0.1249024f, -0.0794834f, 0.0310289f, 0.0812659f, 0.0377903f,
                0.0003597f, 0.0328961f, 0.0874569f, 0.0558264f, -0.0542076f, -0.1208239f, -0.0769953f, -0.0011997f, 0.0010435f, -0.0495921f, -0.0423931f, 0.0522541f,
            ],
            x.Gradient.ToArray());
        AssertClose([0.0527138f, 0.1874818f, 0.2510496f], token.Parameters[0].Gradient.ToArray());

        // The last position is none of this sequence.
        AssertClose(
            [
                0.0527138f, 0.1874818f, 0.2510496f, 0.1336646f, 0.1082766f, 0.0646978f, 0.0102029f, -0.0524745f, -0.1102699f, -0.1396443f, -0.1261021f, -0.0784399f, -0.0185632f, 0.0388728f, 0.0900444f,
                0, 0, 0,
            ],
            positions.Parameters[0].Gradient.ToArray());
    }

    [TestMethod]
    public void ClassToken_IsTheSame_WhateverTheRowsHold()
    {
        var token = new ClassToken("token", 3, new RandomParameters(new Philox(1)));
        s_token.CopyTo(token.Parameters[0].Values);
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        float[] y = token.Forward(context, scope.From([float.NaN, float.PositiveInfinity, 1, 4, 5, 6], [2, 1, 3])).ToArray();

        CollectionAssert.AreEqual(s_token, y[..3]);
        CollectionAssert.AreEqual(s_token, y[6..9]);
        CollectionAssert.AreEqual(new[] { float.NaN, float.PositiveInfinity, 1 }, y[3..6]);
        Assert.AreEqual([0, 3, 3], token.Forward(context, scope.Zeros([0, 2, 3])).Shape);
        CollectionAssert.AreEqual(s_token, token.Forward(context, scope.Zeros([1, 0, 3])).ToArray());
    }

    [TestMethod]
    public void Predicted_RowsOneAtATime_CanBeRepeatedAsAPlan()
    {
        var parameters = new RandomParameters(new Philox(1));
        var layers = new SequentialModule("", [new ClassToken("token", 3, parameters), new LearnedPositions("positions", 9, 3, parameters)]);
        ForwardPlan? plan = ForwardPlan.TryRecord(CpuDevice.Default, [1, 4, 3], layers.Forward);
        Assert.IsNotNull(plan);

        float[] row = Wave(12, 1.1, 0), planned = new float[15];
        using var scope = new TensorScope(CpuDevice.Default);
        plan.Run(row, planned);
        CollectionAssert.AreEqual(layers.Forward(new ForwardContext(scope), scope.From(row, [1, 4, 3])).ToArray(), planned);
    }

    [TestMethod]
    public void NewVectors_AreSmallAndDifferent()
    {
        var parameters = new RandomParameters(new Philox(1));
        foreach (Parameter weight in new[] { new ClassToken("token", 20_000, parameters).Parameters[0], new LearnedPositions("positions", 100, 200, parameters).Parameters[0] })
        {
            double deviation = Math.Sqrt(weight.Values.ToArray().Average(value => (double)value * value));
            Assert.AreEqual(0.02, deviation, 0.0005, weight.Name);
        }
    }

    [TestMethod]
    public void RowsThatDoNotFit_AreErrorsThatNameTheLayer()
    {
        var parameters = new RandomParameters(new Philox(1));
        var token = new ClassToken("token", 3, parameters);
        var positions = new LearnedPositions("positions", 6, 3, parameters);
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);

        Assert.AreEqual([5, 3], token.OutputShape([4, 3]));
        Assert.AreEqual([6, 3], positions.OutputShape([6, 3]));
        Assert.StartsWith("ClassToken 'token': a row has shape [4, 2]; expected [time, 3].", Message(() => token.OutputShape([4, 2])));
        Assert.StartsWith("ClassToken 'token': the input has shape [4, 3]; expected [batch, time, 3].", Message(() => token.Forward(context, scope.Zeros([4, 3]))));
        Assert.StartsWith("LearnedPositions 'positions': a row has shape [7, 3]; expected [time, 3] with a time of at most 6.", Message(() => positions.OutputShape([7, 3])));
        Assert.StartsWith("LearnedPositions 'positions': the input has shape [1, 7, 3]; expected [batch, time, 3] with a time of at most 6.", Message(() => positions.Forward(context, scope.Zeros([1, 7, 3]))));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ClassToken("token", 0, parameters));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LearnedPositions("positions", 0, 3, parameters));
    }

    private static string Message(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;

    private static float[] Wave(int count, double step, double start) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin((step * i) + start))];

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-6f, $"at {i}");
        }
    }
}
