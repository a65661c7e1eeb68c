using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class SdcaRegressionTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OfACrossedDesign_FindsTheLeastSquaresCoefficients()
    {
        // Every product of two columns sums to 0, so that least squares gives each its own coefficient; the last term fits no column.
        IDataView data = _context.Data.LoadFromEnumerable(Crossed((a, b) => 5 + 2 * a - 3 * b + 1.5f * a * b));

        LinearRegressionModelParameters model = _context.Regression.Trainers.Sdca(Thorough()).Fit(data).Model;

        Assert.AreEqual(2, model.Weights[0], 0.03);
        Assert.AreEqual(-3, model.Weights[1], 0.03);
        Assert.AreEqual(5, model.Bias, 0.03);
    }

    [TestMethod]
    public void Fit_OfALinearFunction_ExplainsAlmostAll()
    {
        var random = new Random(3);
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 2000).Select(_ =>
        {
            float[] x = [random.NextSingle(), random.NextSingle()];
            return new Spot { Label = 7 * x[0] - 4 * x[1] + 100 + 0.1f * random.NextSingle(), Features = x };
        }));

        RegressionMetrics metrics = _context.Regression.Evaluate(_context.Regression.Trainers.Sdca().Fit(data).Transform(data));

        Assert.IsGreaterThan(0.98, metrics.RSquared);
    }

    [TestMethod]
    public void Fit_ExampleWeights_CountAsRepetitions()
    {
        // At each corner the label is 0 with a weight of 1/2 and 4 with one of 3/2: their weighted mean is the best everywhere.
        Spot[] rows = [.. Crossed((_, _) => 0).Select((spot, i) => new Spot
        {
            Label = i / 4 % 2 == 0 ? 0 : 4,
            Weight = i / 4 % 2 == 0 ? 0.5f : 1.5f,
            Features = spot.Features,
        })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        SdcaRegressionTrainer.Options options = Thorough();
        options.ExampleWeightColumnName = "Weight";

        Assert.AreEqual(3, _context.Regression.Trainers.Sdca(options).Fit(data).Model.Bias, 0.05);
    }

    [TestMethod]
    public void Fit_StrongRegularization_ShrinksTheWeights()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Crossed((a, b) => 2 * a - 3 * b));

        LinearRegressionModelParameters l2 = _context.Regression.Trainers.Sdca(l2Regularization: 2, l1Regularization: 0).Fit(data).Model;
        LinearRegressionModelParameters l1 = _context.Regression.Trainers.Sdca(l2Regularization: 1, l1Regularization: 100).Fit(data).Model;

        Assert.IsLessThan(1.5f, l2.Weights[0]);
        Assert.IsGreaterThan(0.2f, l2.Weights[0]);
        CollectionAssert.AreEqual(new float[] { 0, 0 }, l1.Weights.ToArray());
    }

    [TestMethod]
    public void Score_IsTheWeightedSumOfTheFeatures()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Crossed((a, b) => 1 + a + 2 * b));
        RegressionPredictionTransformer<LinearRegressionModelParameters> model = _context.Regression.Trainers.Sdca().Fit(data);

        float score = EstimatorContract.Scalars<float>(model.Transform(data), "Score")[1];

        Assert.AreEqual(-model.Model.Weights[0] + model.Model.Weights[1] + model.Model.Bias, score, 1e-5);
    }

    [TestMethod]
    public void OutputColumns_AreThePromisedOnes()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Regression.Trainers.Sdca(), Crossed((a, b) => 1 + a + 2 * b));

        CollectionAssert.AreEqual(new[] { "Label", "Weight", "Features", "Score" }, result.Schema.Select(column => column.Name).ToArray());
        ReadOnlyMemory<char> kind = default;
        result.Schema["Score"].Annotations.GetValue("ScoreColumnKind", ref kind);
        Assert.AreEqual("Regression", kind.ToString());
    }

    [TestMethod]
    public void SquaredLoss_OfADifference_IsItsSquare()
    {
        var loss = new SquaredLoss();

        Assert.AreEqual(9, loss.Loss(5, 2));
        Assert.AreEqual(6, loss.Derivative(5, 2));
    }

    private static SdcaRegressionTrainer.Options Thorough() => new()
    {
        L2Regularization = 1e-3f,
        L1Regularization = 0,
        ConvergenceTolerance = 1e-6f,
        MaximumNumberOfIterations = 500,
        NumberOfThreads = 1,
        LossFunction = new SquaredLoss(),
    };

    /// <summary>The four corners of a square, each fifty times.</summary>
    private static Spot[] Crossed(Func<float, float, float> label) => [.. Enumerable.Range(0, 200).Select(i =>
    {
        float a = i % 2 == 0 ? 1 : -1;
        float b = i / 2 % 2 == 0 ? 1 : -1;
        return new Spot { Label = label(a, b), Features = [a, b] };
    })];

    private sealed class Spot
    {
        public float Label { get; set; }

        public float Weight { get; set; } = 1;

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }
}
