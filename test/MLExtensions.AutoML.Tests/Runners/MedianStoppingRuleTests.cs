namespace MLExtensions.AutoML.Tests.Runners;

/// <summary>The rule of Golovin et al., 2017: the lowest loss so far against the median of the others' running means.</summary>
[TestClass]
public sealed class MedianStoppingRuleTests
{
    [TestMethod]
    public void ShouldStop_AboveTheMedianOfRunningMeans_IsTrueFromTheMinimumEpochOn()
    {
        var rule = new MedianStoppingRule(new MedianStoppingOptions { MinimumEpochs = 3, MinimumTrials = 3 });
        Run(rule, 0, 1.0, 0.8, 0.6, 0.4);
        Run(rule, 1, 2.0, 1.0, 0.9, 0.9);
        Run(rule, 2, 1.0, 0.5, 0.3, 0.2);

        // The means up to the third epoch are 0.8, 1.3 and 0.6: their median is 0.8; up to the fourth 0.7, 1.2 and 0.5.
        CollectionAssert.AreEqual(new[] { false, false, true, true }, Decisions(rule, 3, 0.81, 0.9, 0.9, 0.9));
        CollectionAssert.AreEqual(new[] { false, false, false, true }, Decisions(rule, 4, 0.79, 0.9, 0.9, 0.9));
        CollectionAssert.AreEqual(new[] { false, false, false, false }, Decisions(rule, 5, 5, 0.69, 3, 3));
    }

    [TestMethod]
    public void ShouldStop_WithTooFewTrialsOrOtherFoldsOrFailedOnes_IsFalse()
    {
        var rule = new MedianStoppingRule(new MedianStoppingOptions { MinimumEpochs = 1, MinimumTrials = 2 });
        Run(rule, 0, 0.1, 0.1);
        CollectionAssert.AreEqual(new[] { false, false }, Decisions(rule, 1, 9, 9));

        // Trial 1 has not ended well; the next is of another fold.
        foreach (double loss in new[] { 0.1, 0.1 })
        {
            rule.ShouldStop(2, Epoch(loss, fold: 1));
        }

        rule.Complete(2);
        CollectionAssert.AreEqual(new[] { false, false }, Decisions(rule, 3, 9, 9));
        Run(rule, 4, 0.2, 0.2);
        CollectionAssert.AreEqual(new[] { true, true }, Decisions(rule, 5, 9, 9));
    }

    [TestMethod]
    public void ShouldStop_AgainstTrialsThatStoppedEarlier_TakesTheirMeanOverAllTheirEpochs()
    {
        var rule = new MedianStoppingRule(new MedianStoppingOptions { MinimumEpochs = 1, MinimumTrials = 1 });
        Run(rule, 0, 0.4, 0.2);

        // 0.4 after the first epoch, 0.3 after the second and from then on.
        CollectionAssert.AreEqual(new[] { false, true, true }, Decisions(rule, 1, 0.39, 0.31, 0.31));
        CollectionAssert.AreEqual(new[] { false, false, false }, Decisions(rule, 2, 0.39, 0.29, 0.31));
    }

    [TestMethod]
    public void ShouldStop_WithoutValidationLoss_IsFalse()
    {
        var rule = new MedianStoppingRule(new MedianStoppingOptions { MinimumEpochs = 1, MinimumTrials = 1 });
        Run(rule, 0, 0.1);
        Assert.IsFalse(rule.ShouldStop(1, Epoch(9) with { ValidationLoss = null }));
    }

    private static void Run(MedianStoppingRule rule, int trial, params double[] losses)
    {
        Decisions(rule, trial, losses);
        rule.Complete(trial);
    }

    private static bool[] Decisions(MedianStoppingRule rule, int trial, params double[] losses) => [.. losses.Select(loss => rule.ShouldStop(trial, Epoch(loss)))];

    private static TrialEpoch Epoch(double loss, int fold = 0) => new(fold, 1, 10, loss, loss, "Accuracy", 0.5, 1);
}
