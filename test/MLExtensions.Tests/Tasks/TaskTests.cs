using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Tasks;

/// <summary>Labels of several values, rankings, weights of classes, and the losses of regression, through the catalogs.</summary>
[TestClass]
public sealed class TaskTests
{
    private readonly MLContext _context = new(seed: 2);

    [TestMethod]
    public void Binary_WithAVectorLabel_LearnsEachLabel()
    {
        var train = View(Samples(3000, seed: 1));
        var test = View(Samples(1000, seed: 2));

        var model = _context.BinaryClassification.Trainers.Network(new() { LabelColumnName = "Labels", Epochs = 25 }).Fit(train);
        var scored = model.Transform(test);
        var metrics = _context.BinaryClassification.EvaluateMultiLabel(scored, "Labels");

        Assert.AreEqual(new VectorDataViewType(BooleanDataViewType.Instance, 3), scored.Schema["PredictedLabel"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 3), scored.Schema["Probability"].Type);
        Assert.IsLessThan(0.05, metrics.HammingLoss);
        Assert.IsGreaterThan(0.98, metrics.MacroAreaUnderRocCurve);
    }

    [TestMethod]
    public void Regression_WithAVectorLabel_LearnsEachOutputInItsOwnUnit()
    {
        var train = View(Samples(3000, seed: 1));
        var test = View(Samples(1000, seed: 2));

        var model = _context.Regression.Trainers.Network(new() { LabelColumnName = "Outputs", Epochs = 25 }).Fit(train);
        var metrics = _context.Regression.EvaluateMultiOutput(model.Transform(test), "Outputs");

        Assert.IsTrue(metrics.PerOutput.All(output => output.RSquared > 0.98));
    }

    [TestMethod]
    public void Regression_WithAGaussianLoss_AddsAStandardDeviationThatKnowsWhereTheNoiseIs()
    {
        var train = View(Samples(6000, seed: 1));
        var test = View([.. Samples(2000, seed: 2).OrderBy(sample => sample.Features[0])]);

        var scored = _context.Regression.Trainers.Network(new() { LabelColumnName = "Noisy", Loss = new GaussianLoss(), Epochs = 25 }).Fit(train).Transform(test);
        float[] spread = scored.Values<float>("StandardDeviation");

        // The noise has a standard deviation of 1 below 0 and of 5 above.
        Assert.AreEqual(1, spread.Take(800).Average(), 0.3);
        Assert.AreEqual(5, spread.Skip(1200).Average(), 0.7);
    }

    [TestMethod]
    public void Regression_WithAQuantileLoss_LeavesThatPartBelow()
    {
        var test = View(Samples(2000, seed: 2));

        var scored = _context.Regression.Trainers.Network(new() { LabelColumnName = "Noisy", Loss = new QuantileLoss { Quantile = 0.9f }, Epochs = 25 })
            .Fit(View(Samples(6000, seed: 1))).Transform(test);
        double below = scored.Values<float>("Score").Zip(scored.Values<float>("Noisy"), (score, label) => label <= score ? 1.0 : 0).Average();

        Assert.AreEqual(0.9, below, 0.03);
    }

    [TestMethod]
    [DataRow("mean absolute")]
    [DataRow("huber")]
    [DataRow("poisson")]
    public void Regression_WithItsOtherLosses_PredictsInTheLabelsUnit(string name)
    {
        RegressionLoss loss = name switch { "huber" => new HuberLoss(), "poisson" => new PoissonLoss(), _ => new AbsoluteLoss() };
        var test = View(Samples(1000, seed: 2));

        var model = _context.Regression.Trainers.Network(new() { LabelColumnName = "Count", Loss = loss, Epochs = 25 }).Fit(View(Samples(3000, seed: 1)));

        Assert.IsGreaterThan(0.97, _context.Regression.Evaluate(model.Transform(test), "Count").RSquared);
    }

    [TestMethod]
    public void Regression_WithAPoissonLossAndANegativeLabel_IsAnErrorThatNamesIt()
    {
        var samples = Samples(100, seed: 1);
        samples[5].Count = -3;

        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            _context.Regression.Trainers.Network(new() { LabelColumnName = "Count", Loss = new PoissonLoss() }).Fit(View(samples)));

        StringAssert.Contains(error.Message, "the label -3 in column 'Count', row 5; expected for PoissonLoss numbers of at least 0");
    }

    [TestMethod]
    public void ClassWeights_MoveThePredictionsToTheHeavierClass()
    {
        // One row in ten is positive, whatever the features are.
        var random = new Random(1);
        var view = View([.. Samples(3000, seed: 1).Select(sample => { sample.Rare = random.Next(10) == 0; return sample; })]);

        double Mean(NetworkTrainerOptions options) =>
            _context.BinaryClassification.Trainers.Network(options with { LabelColumnName = "Rare", Epochs = 5 }).Fit(view).Transform(view).Values<float>("Probability").Average();

        Assert.AreEqual(0.1, Mean(new()), 0.03);
        Assert.AreEqual(0.5, Mean(new() { BalanceClasses = true }), 0.1);
        Assert.AreEqual(0.5, Mean(new() { ClassWeights = [1, 9] }), 0.1);
    }

    [TestMethod]
    public void Ranking_PutsTheBetterRowsOfEachGroupFirst()
    {
        var map = _context.Transforms.Conversion.MapValueToKey("GroupId", "Query");
        var train = Mapped(Queries(150, seed: 1));
        var test = Mapped(Queries(50, seed: 2));

        var scored = _context.Ranking.Trainers.FeedForward("Grade", epochs: 25).Fit(train).Transform(test);
        double ndcg = _context.Ranking.Evaluate(scored, "Grade").NormalizedDiscountedCumulativeGains[2];

        Assert.IsGreaterThan(0.95, ndcg);
        Assert.AreEqual(NumberDataViewType.Single, scored.Schema["Score"].Type);

        IDataView Mapped(List<Sample> rows)
        {
            var view = View(rows);
            return map.Fit(view).Transform(view);
        }
    }

    [TestMethod]
    public void Ranking_OnMoreRowsThanFit_LearnsTheSameOrder()
    {
        var view = View(Queries(150, seed: 1));
        var train = _context.Transforms.Conversion.MapValueToKey("GroupId", "Query").Append(_context.Transforms.Concatenate("Features", [.. Enumerable.Repeat("Features", 60)])).Fit(view).Transform(view);

        var scored = _context.Ranking.Trainers.Network(new() { LabelColumnName = "Grade", CacheMegabytes = 1, Epochs = 15 }).Fit(train).Transform(train);

        Assert.IsGreaterThan(0.9, _context.Ranking.Evaluate(scored, "Grade").NormalizedDiscountedCumulativeGains[2]);
    }

    private IDataView View(List<Sample> samples) => _context.Data.LoadFromEnumerable(samples);

    private static List<Sample> Samples(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, 4).Select(_ => (2 * random.NextSingle()) - 1)];
            double noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return new Sample
            {
                Features = x,
                Labels = [x[0] > 0, x[1] > x[2], x[3] * x[0] > 0],
                Outputs = [1000 * x[0], 5 + x[1] - x[2]],
                Noisy = (float)(20 * x[1] + (noise * (x[0] > 0 ? 5 : 1))),
                Count = MathF.Round(MathF.Exp(3 + x[0])),
            };
        })];
    }

    private static List<Sample> Queries(int count, int seed)
    {
        var rows = Samples(count * 12, seed);
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Query = i / 12;
            rows[i].Grade = rows[i].Features[0] - rows[i].Features[1] is var quality && quality > 0.8 ? 3 : quality > 0 ? 1 : 0;
        }

        return rows;
    }

    private sealed class Sample
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        [VectorType(3)]
        public bool[] Labels { get; set; } = [];

        [VectorType(2)]
        public float[] Outputs { get; set; } = [];

        public float Noisy { get; set; }

        public float Count { get; set; }

        public bool Rare { get; set; }

        public int Query { get; set; }

        public float Grade { get; set; }
    }
}
