namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TrainingOptionsTests
{
    [TestMethod]
    public void Validate_OfTheDefaults_Passes() => new TrainingOptions().Validate();

    [TestMethod]
    public void Validate_OfAValueOutOfRange_NamesOptionValueAndRange()
    {
        Check(new TrainingOptions { Epochs = 0 }, "Epochs is 0; expected at least 1.");
        Check(new TrainingOptions { BatchSize = -5 }, "BatchSize is -5; expected at least 1.");
        Check(new TrainingOptions { LearningRate = 0 }, "LearningRate is 0; expected more than 0 and at most 1000000.");
        Check(new TrainingOptions { LearningRate = float.NaN }, "LearningRate is NaN; expected more than 0 and at most 1000000.");
        Check(new TrainingOptions { WeightDecay = 2 }, "WeightDecay is 2; expected at least 0 and at most 1.");
        Check(new TrainingOptions { MaxDegreeOfParallelism = 0 }, "MaxDegreeOfParallelism is 0; expected at least 1.");
        Check(new TrainingOptions { EarlyStopping = new EarlyStopping { Patience = 0 } }, "Patience is 0; expected at least 1.");
        Check(new TrainingOptions { Optimizer = new Adam { Beta2 = 1 } }, "Beta2 is 1; expected at least 0 and less than 1.");
        Check(new TrainingOptions { Optimizer = new Sgd { Nesterov = true, Momentum = 0.9f, Dampening = 0.5f } }, "Sgd.Nesterov needs a Dampening of 0; found 0.5.");
        Check(new TrainingOptions { AccumulationSteps = 0 }, "AccumulationSteps is 0; expected at least 1.");
        Check(new TrainingOptions { DivergenceGuard = new DivergenceGuard { Factor = 1 } }, "Factor is 1; expected at least 10.");
        Check(new TrainingOptions { GradientClipping = new GradientClipping { MaximumNorm = double.NaN } }, "MaximumNorm is NaN; expected more than 0.");
        Check(new TrainingOptions { GradientClipping = new GradientClipping() }, "GradientClipping has neither a MaximumNorm nor a MaximumValue");
        Check(new TrainingOptions { MovingAverage = new MovingAverage { Decay = 1 } }, "Decay is 1; expected at least 0 and less than 1.");
        Check(new TrainingOptions { Schedule = new ExponentialDecay { Gamma = 0 } }, "Gamma is 0; expected more than 0 and at most 10.");
        Check(new TrainingOptions { Schedule = new OneCycle { ThreePhase = true, WarmUpFraction = 0.6 } }, "WarmUpFraction is 0.6; with ThreePhase");
        Check(new TrainingOptions { Schedule = new ReduceOnPlateau { Interval = ScheduleInterval.Step } }, "ReduceOnPlateau.Interval is Step");
        Check(new TrainingOptions { Schedule = new LinearWarmUp { Then = new CosineDecay { Period = 0 } } }, "Period is 0; expected at least 1.");
        Check(new TrainingOptions { Optimizer = new Sgd { Nesterov = true } }, "Sgd.Nesterov needs a Momentum above 0");
    }

    [TestMethod]
    public void Progress_IsOneLine()
    {
        var progress = new TrainingProgress(3, 50, 0.21126, 0.2409, "Accuracy", 0.9312, 3, 1e-3f, TimeSpan.FromSeconds(1.23));
        Assert.AreEqual("Epoch 3/50: loss 0.2113, validation loss 0.2409, Accuracy 0.9312 (best so far), 1.2 s", progress.ToString());
        Assert.AreEqual(
            "Epoch 3/50: loss 0.2113, 1.2 s",
            (progress with { ValidationLoss = null, ValidationMetric = null }).ToString());
    }

    private static void Check(TrainingOptions options, string expected)
    {
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        StringAssert.Contains(exception.Message, expected);
    }
}
