using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>CTC against counts of readings and PyTorch's figures.</summary>
[TestClass]
public sealed class CtcTests
{
    [TestMethod]
    public void Loss_OfUniformClasses_CountsTheReadings()
    {
        // Each of the 3^steps sequences is as likely. Of two steps three read "1": 1 1, 1 -, - 1; of three steps only 1 - 1 reads "1 1"; one of two steps reads "".
        AssertClose(Math.Log(9.0 / 3), Loss(2, [1]));
        AssertClose(Math.Log(27), Loss(3, [1, 1]));
        AssertClose(Math.Log(9), Loss(2, []));
        AssertClose(Math.Log(9), Loss(2, [1, 2]));

        // Of three steps: 1 2 with any one step doubled or a blank in any of three places.
        AssertClose(Math.Log(27.0 / 5), Loss(3, [1, 2]));

        // No steps read nothing.
        AssertClose(0, Loss(0, []));
    }

    [TestMethod]
    public void Loss_AndGradient_GivePyTorchsFigures()
    {
        // torch.nn.functional.ctc_loss of PyTorch 1.13; the rows' losses are 9.33340836 and 4.13194942.
        (float mean, float[] gradient) = RunTwoRows(Reduction.Mean, null);
        Assert.AreEqual(2.588555336, mean, 1e-5);
        double[] expected = [0.03007408231, -0.04101283476, 0.00677250931, 0.004166244064, -0.04193886369, 0.09846525639, -0.07145696878, 0.01493057236];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], gradient[i], 1e-6);
        }

        Assert.AreEqual(13.46535778, RunTwoRows(Reduction.Sum, null).Loss, 1e-4);
        Assert.AreEqual(13.46535778 / 2, RunTwoRows(Reduction.BatchMean, null).Loss, 1e-4);
        Assert.AreEqual((3 * 9.33340836 / 3 + 4.13194942 / 2) / 4, RunTwoRows(Reduction.Mean, [3, 1]).Loss, 1e-4);
    }

    [TestMethod]
    public void RowOfWeightZero_MayHoldAnything()
    {
        float[] logits = Sample.Values(1, 5 * 2 * 4);
        (float loss, float[] gradient) = Run(logits, 4, [1, 2, 99, -7], [5, 123], [2, -4], [1, 0], new ConnectionistTemporalClassification());
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = i / 4 % 2 == 1 ? float.NaN : logits[i];
        }

        (float same, float[] sameGradient) = Run(logits, 4, [1, 2, 99, -7], [5, 123], [2, -4], [1, 0], new ConnectionistTemporalClassification());
        Assert.AreEqual(loss, same);
        CollectionAssert.AreEqual(gradient, sameGradient);
        Assert.IsTrue(Enumerable.Range(0, 40).All(i => i / 4 % 2 == 0 || gradient[i] == 0));
        Assert.AreEqual(0, Run(logits, 4, [0, 0, 0, 0], [0, 0], [0, 0], [0, 0], new ConnectionistTemporalClassification()).Loss);
    }

    [TestMethod]
    public void StepsPastTheLength_MayHoldAnything()
    {
        float[] logits = Sample.Values(1, 5 * 1 * 4);
        (float loss, float[] gradient) = Run(logits, 4, [1, 2], [3], [2], null, new ConnectionistTemporalClassification());
        logits.AsSpan(12).Fill(float.NaN);
        (float same, float[] sameGradient) = Run(logits, 4, [1, 2], [3], [2], null, new ConnectionistTemporalClassification());
        Assert.AreEqual(loss, same);
        CollectionAssert.AreEqual(gradient, sameGradient);
        Assert.IsTrue(gradient.AsSpan(12).IndexOfAnyExcept(0f) < 0);
    }

    [TestMethod]
    public void ImpossibleAlignment_IsInfinite_OrZeroWhereAskedFor()
    {
        float[] logits = Sample.Values(1, 2 * 1 * 4);
        (float loss, float[] gradient) = Run(logits, 4, [1, 1], [2], [2], null, new ConnectionistTemporalClassification());
        Assert.AreEqual(float.PositiveInfinity, loss);
        Assert.IsTrue(gradient.All(float.IsNaN));

        (loss, gradient) = Run(logits, 4, [1, 1], [2], [2], null, new ConnectionistTemporalClassification { ZeroInfinity = true });
        Assert.AreEqual(0, loss);
        Assert.IsTrue(gradient.All(value => value == 0));
    }

    [TestMethod]
    public void ClassThatCannotBe_LeavesTheGradientFinite()
    {
        float[] logits = Sample.Values(1, 6 * 1 * 4);
        for (int i = 3; i < logits.Length; i += 4)
        {
            logits[i] = float.NegativeInfinity;
        }

        (float loss, float[] gradient) = Run(logits, 4, [1, 2], [6], [2], null, new ConnectionistTemporalClassification());
        Assert.IsTrue(float.IsFinite(loss) && gradient.All(float.IsFinite));
        Assert.IsTrue(Enumerable.Range(0, 6).All(step => gradient[4 * step + 3] == 0));
    }

    [TestMethod]
    public void ThousandStepsOfUnlikelyLabels_StayFinite()
    {
        // Probabilities of a reading are about exp(-20,000). One label in every step and the blank nowhere: each step costs log(1 + 3 exp(-20)) + 20.
        float[] logits = new float[1000 * 4];
        for (int i = 0; i < logits.Length; i += 4)
        {
            logits[i] = 20;
        }

        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => 1 + i % 3)];
        (float loss, float[] gradient) = Run(logits, 4, labels, [1000], [1000], null, new ConnectionistTemporalClassification { Reduction = Reduction.Sum });
        Assert.AreEqual(1000 * (20 + Math.Log(1 + 3 * Math.Exp(-20))), loss, 1e-2);
        Assert.AreEqual(1, gradient[0], 1e-6);
        Assert.AreEqual(-1, gradient[1], 1e-6);
    }

    [TestMethod]
    public void Errors_NameRowAndValue()
    {
        float[] logits = Sample.Values(1, 5 * 2 * 4);
        string message(int[] targets, int[] inputLengths, int[] targetLengths) => Assert.Throws<ArgumentException>(
            () => Run(logits, 4, targets, inputLengths, targetLengths, null, new ConnectionistTemporalClassification { Blank = 1 })).Message;
        Assert.Contains("label 1 of row 1 is 4; expected a class, 0 to 3, other than the blank, 1", message([0, 2, 3, 4], [5, 5], [2, 2]));
        Assert.Contains("label 0 of row 0 is 1; expected", message([1, 2, 3, 0], [5, 5], [2, 2]));
        Assert.Contains("the input length of row 1 is 6; expected 0 to 5", message([0, 2, 3, 0], [5, 6], [2, 2]));
        Assert.Contains("the target length of row 0 is 3; expected 0 to 2", message([0, 2, 3, 0], [5, 5], [3, 2]));

        // What is past a target's length is no label.
        Run(logits, 4, [0, 99, 1, 1], [5, 5], [1, 0], null, new ConnectionistTemporalClassification { Blank = 1 });
        Assert.Contains("Blank is a class", Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionistTemporalClassification { Blank = -1 }).Message);
        Assert.Contains(
            "more classes than the blank's number, 4", Assert.Throws<ArgumentException>(
                () => Run(logits, 4, [0, 2, 3, 0], [5, 5], [2, 2], null, new ConnectionistTemporalClassification { Blank = 4 })).Message);
    }

    private static double Loss(int steps, int[] labels) =>
        Run(new float[steps * 3], 3, labels, [steps], [labels.Length], null, new ConnectionistTemporalClassification { Reduction = Reduction.Sum }).Loss;

    private static (float Loss, float[] Gradient) RunTwoRows(Reduction reduction, float[]? weights) => Run(
        [.. Enumerable.Range(0, 48).Select(i => (float)(2 * Math.Sin(0.3 + 1.7 * i)))],
        4, [1, 1, 3, 2, 3, 1], [6, 4], [3, 2], weights, new ConnectionistTemporalClassification { Reduction = reduction });

    private static (float Loss, float[] Gradient) Run(
        float[] logits, int classes, int[] targets, int[] inputLengths, int[] targetLengths, float[]? weights, ConnectionistTemporalClassification operation)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        int batch = inputLengths.Length;
        var parameter = new Parameter("logits", [logits.Length / classes / batch, batch, classes]);
        logits.CopyTo(parameter.Values);
        Tensor[] inputs =
        [
            parameter.Tensor, scope.From(targets, [batch, targets.Length / batch]), scope.From(inputLengths, [batch]), scope.From(targetLengths, [batch]),
        ];
        Tensor loss = new ForwardContext(scope, tape).Run(operation, weights is null ? inputs : [.. inputs, scope.From(weights, [batch])]);
        Assert.AreEqual(loss.ToScalar(), new ForwardContext(scope).Run(operation, weights is null ? inputs : [.. inputs, scope.From(weights, [batch])]).ToScalar());
        tape.Backward(loss, scope);
        return (loss.ToScalar(), parameter.Gradient.ToArray());
    }

    private static void AssertClose(double expected, double got) => Assert.AreEqual(expected, got, 1e-6 * Math.Max(1, expected));
}
