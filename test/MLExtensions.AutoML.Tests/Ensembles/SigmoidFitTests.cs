namespace MLExtensions.AutoML.Tests.Ensembles;

/// <summary>Platt's sigmoid, against SciPy's minimum of the same loss (Nelder-Mead, tolerance 1e-12), which scikit-learn's <c>_sigmoid_calibration</c> agrees with to five digits (of the scores about 1000 it finds none).</summary>
[TestClass]
public sealed class SigmoidFitTests
{
    [TestMethod]
    [DataRow(new[] { -2f, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2, 3 }, new[] { 0f, 0, 1, 0, 0, 1, 0, 1, 1, 1 }, 0.63704152, -0.1810861)]
    [DataRow(new[] { -3f, -2, -1, 1, 2, 3 }, new[] { 0f, 0, 0, 1, 1, 1 }, 0.621401965, 0)]
    [DataRow(new[] { 1000f, 1010, 1020, 1030, 1040, 1050, 1060 }, new[] { 0f, 1, 0, 0, 1, 1, 1 }, 0.04010499489, -41.020498076)]
    [DataRow(new[] { 1f, 2, 3, 4, 5, 6 }, new[] { 1f, 1, 0, 1, 0, 0 }, -0.53550963, 1.87428369)]
    public void Fit_IsTheMinimumThatSciPyFinds(float[] scores, float[] labels, double slope, double offset)
    {
        var fitted = SigmoidFit.Fit(scores, labels);

        Assert.AreEqual(slope, fitted.Slope, 1e-5 * Math.Max(1e-3, Math.Abs(slope)));
        Assert.AreEqual(offset, fitted.Offset, 1e-5 * Math.Max(1, Math.Abs(offset)));
    }

    [TestMethod]
    public void Fit_OfScoresThatAreAllTheSame_GivesTheShareOfYes()
    {
        var fitted = SigmoidFit.Fit([3, 3, 3, 3], [1, 1, 1, 0]);

        // Three targets of 4/5 and one of 1/3.
        Assert.AreEqual(((3 * 0.8) + (1.0 / 3)) / 4, fitted.Probability(3), 1e-6);
    }

    [TestMethod]
    public void Fit_LeavesOutRowsWithoutALabelOrAFiniteScore()
    {
        float[] scores = [-2, 1, 0, 3], labels = [0, 1, 1, 0];

        Assert.AreEqual(
            SigmoidFit.Fit(scores, labels), SigmoidFit.Fit([float.NaN, .. scores, 7, float.PositiveInfinity], [1, .. labels, float.NaN, 0]));
    }

    [TestMethod]
    public void Fit_OfNoRows_IsEven()
    {
        Assert.AreEqual(0.5, SigmoidFit.Fit([], []).Probability(4), 1e-9);
    }
}
