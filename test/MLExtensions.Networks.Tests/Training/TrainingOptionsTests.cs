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
