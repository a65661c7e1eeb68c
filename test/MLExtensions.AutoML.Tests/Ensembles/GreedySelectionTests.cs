namespace MLExtensions.AutoML.Tests.Ensembles;

/// <summary>The greedy selection of Caruana and others, against a plain rendering of the paper's steps and against all ensembles of a small library.</summary>
[TestClass]
public sealed class GreedySelectionTests
{
    private static readonly EnsembleOptions Plain = new() { InitialMembers = 1, Rounds = 6 };

    [TestMethod]
    [DataRow("MeanSquaredError", 1)]
    [DataRow("MeanSquaredError", 2)]
    [DataRow("MeanAbsoluteError", 3)]
    [DataRow("RSquared", 4)]
    public void EachStep_IsTheBestOfAllAdditions(string metricName, int seed)
    {
        var metric = PredictionMetric.Find(metricName)!;
        var library = Regression(seed, rows: 60, trials: 5, folds: 3);

        var selection = GreedySelection.Select(library, metric, isBinary: false, Plain);

        double[] expected = PlainSteps(library, metric, rounds: 6);
        CollectionAssert.AreEqual(expected, selection.Weights.ToArray(), $"{string.Join(' ', expected)} and {string.Join(' ', selection.Weights)}");
        Assert.AreEqual(Mean(library, expected, metric), selection.Metric, 1e-6);
    }

    [TestMethod]
    [DataRow("MeanSquaredError", false)]
    [DataRow("AreaUnderRocCurve", true)]
    [DataRow("Accuracy", true)]
    [DataRow("F1Score", true)]
    public void TheEnsemble_IsNearTheBestOfAllOfItsSize_AndNoWorseThanTheBestTrial(string metricName, bool isBinary)
    {
        var metric = PredictionMetric.Find(metricName)!;
        for (int seed = 0; seed < 10; seed++)
        {
            var library = isBinary ? Binary(seed, rows: 80, trials: 4) : Regression(seed, rows: 80, trials: 4, folds: 1);

            var selection = GreedySelection.Select(library, metric, isBinary, Plain);

            double best = Ensembles(library.Length, 6).Select(counts => Mean(library, counts, metric)).Aggregate((left, right) => metric.IsBetter(left, right) ? left : right);
            double alone = Enumerable.Range(0, library.Length).Select(i => metric.Mean(library[i], library[i].Scores)).Aggregate((left, right) => metric.IsBetter(left, right) ? left : right);
            Assert.AreEqual(alone, selection.BestMetric, 1e-9);
            Assert.AreEqual(alone, metric.Mean(library[selection.BestIndex], library[selection.BestIndex].Scores), 1e-9);
            Assert.IsFalse(metric.IsBetter(alone, than: selection.Metric), $"seed {seed}: {selection.Metric}, alone {alone}");
            Assert.IsFalse(metric.IsBetter(selection.Metric, than: best + (metric.IsMaximize ? 1e-6 : -1e-6)), $"seed {seed}: {selection.Metric} is better than any ensemble, {best}");
            Assert.AreEqual(best, selection.Metric, 0.05 * Math.Abs(best), $"seed {seed}");
            Assert.AreEqual(1, selection.Weights.Sum(), 1e-12);
        }
    }

    [TestMethod]
    public void TwoTrialsWhoseErrorsCancel_GetTheWeightsThatCancelThem()
    {
        // Errors of 1 and of -2: two of the first for each of the second.
        float[] labels = [.. Enumerable.Range(0, 20).Select(i => (float)i)];
        TrialPredictions[] library = [Numbers(labels, label => label + 1), Numbers(labels, label => label - 2), Numbers(labels, label => label + 9)];

        var selection = GreedySelection.Select(library, PredictionMetric.Find("RootMeanSquaredError")!, isBinary: false);

        Assert.AreEqual(2.0 / 3, selection.Weights[0], 1e-9);
        Assert.AreEqual(1.0 / 3, selection.Weights[1], 1e-9);
        Assert.AreEqual(0, selection.Weights[2]);
        Assert.AreEqual(0, selection.Metric, 1e-6);
        Assert.AreEqual(1, selection.BestMetric, 1e-6);
        CollectionAssert.AreEqual(labels, selection.Predictions.Scores.Select(score => MathF.Round(score, 3)).ToArray());
    }

    [TestMethod]
    public void TheStart_TakesAsManyOfTheBestAsAreBestTogether()
    {
        // The first two cancel; the third, third best alone, spoils that.
        float[] labels = [.. Enumerable.Range(0, 20).Select(i => (float)i)];
        TrialPredictions[] library = [Numbers(labels, label => label + 4), Numbers(labels, label => label - 1), Numbers(labels, label => label + 1)];
        var options = new EnsembleOptions { InitialMembers = 3, Rounds = 3 };

        var selection = GreedySelection.Select(library, PredictionMetric.Find("MeanSquaredError")!, isBinary: false, options);

        CollectionAssert.AreEqual(new[] { 0, 0.5, 0.5 }, selection.Weights.ToArray());
    }

    [TestMethod]
    public void MulticlassProbabilities_AreAveraged_SlotBySlot()
    {
        // Each trial knows other rows.
        float[] labels = [0, 1, 2, 0, 1, 2];
        float[] first = [0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.3f, 0.4f, 0.3f, 0.4f, 0.3f, 0.3f, 0.4f, 0.3f, 0.3f];
        float[] second = [0.3f, 0.4f, 0.3f, 0.4f, 0.3f, 0.3f, 0.4f, 0.3f, 0.3f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f];
        TrialPredictions[] library = [new(labels, 3, first, true, new int[6]), new(labels, 3, second, true, new int[6])];

        var selection = GreedySelection.Select(library, PredictionMetric.Find("MicroAccuracy")!, isBinary: false);

        Assert.AreEqual(0.5, selection.BestMetric, 1e-9);
        Assert.AreEqual(1, selection.Metric, 1e-9);
        CollectionAssert.AreEqual(new[] { 0.5, 0.5 }, selection.Weights.ToArray());
        Assert.AreEqual(0.55f, selection.Predictions.Scores[0], 1e-6f);
    }

    [TestMethod]
    public void ABinaryTrialsRawScores_BecomeProbabilities_ByASigmoidThatIsTold()
    {
        var library = Binary(3, rows: 200, trials: 2);
        float[] raw = Array.ConvertAll(library[1].Scores, p => 30 * MathF.Log(p / (1 - p)));
        TrialPredictions[] mixed = [library[0], library[1] with { Scores = raw, AreProbabilities = false }];
        var sigmoid = SigmoidFit.Fit(raw, library[1].Labels);

        var selection = GreedySelection.Select(mixed, PredictionMetric.Find("AreaUnderRocCurve")!, isBinary: true);

        Assert.IsTrue(selection.Weights.All(weight => weight > 0), string.Join(' ', selection.Weights));
        Assert.IsNull(selection.Sigmoids[0]);
        Assert.AreEqual(sigmoid, selection.Sigmoids[1]);
        for (int row = 0; row < 200; row++)
        {
            double expected = (selection.Weights[0] * library[0].Scores[row]) + (selection.Weights[1] * sigmoid.Probability(raw[row]));
            Assert.AreEqual(expected, selection.Predictions.Scores[row], 1e-6);
        }

        Assert.IsTrue(selection.Predictions.AreProbabilities);
    }

    [TestMethod]
    public void ATrialWhosePredictionsAreNotFinite_IsLeftOut_UnlessTheRowHasNoLabel()
    {
        float[] labels = [0, 1, 2, 3, float.NaN];
        TrialPredictions[] library =
        [
            new(labels, 1, [0, 1, 2, float.NaN, 0], false, new int[5]), new(labels, 1, [0.5f, 1.5f, 2, 3, float.NaN], false, new int[5]), new(labels, 1, [9, 9, float.NegativeInfinity, 9, 9], false, new int[5]),
        ];

        var selection = GreedySelection.Select(library, PredictionMetric.Find("MeanSquaredError")!, isBinary: false);

        CollectionAssert.AreEqual(new[] { 0.0, 1, 0 }, selection.Weights.ToArray());
        Assert.AreEqual(1, selection.BestIndex);
    }

    [TestMethod]
    public void Bags_DrawOtherTrialsEach_AndTheSeedDecides()
    {
        var metric = PredictionMetric.Find("AreaUnderRocCurve")!;
        var library = Binary(5, rows: 300, trials: 12);

        // One member each: the best of those drawn, and half of the trials are.
        var options = new EnsembleOptions { Bags = 20, Rounds = 1 };

        var once = GreedySelection.Select(library, metric, isBinary: true, new EnsembleOptions { Rounds = 1 });
        var bagged = GreedySelection.Select(library, metric, isBinary: true, options);
        var again = GreedySelection.Select(library, metric, isBinary: true, options);
        var other = GreedySelection.Select(library, metric, isBinary: true, options with { Seed = 1 });

        Assert.AreEqual(1, once.Weights[once.BestIndex]);
        Assert.IsGreaterThan(2, bagged.Weights.Count(weight => weight > 0));
        Assert.AreEqual(bagged.Weights.Max(), bagged.Weights[bagged.BestIndex]);
        Assert.AreEqual(0.5, bagged.Weights[bagged.BestIndex], 0.3);
        Assert.IsTrue(bagged.Weights.All(weight => Math.Abs((20 * weight) - Math.Round(20 * weight)) < 1e-9), string.Join(' ', bagged.Weights));
        Assert.AreEqual(1, bagged.Weights.Sum(), 1e-9);
        CollectionAssert.AreEqual(bagged.Weights.ToArray(), again.Weights.ToArray());
        CollectionAssert.AreNotEqual(bagged.Weights.ToArray(), other.Weights.ToArray());
    }

    [TestMethod]
    public void TheNumberOfThreads_ChangesNothing()
    {
        var metric = PredictionMetric.Find("Accuracy")!;
        var library = Binary(6, rows: 200, trials: 20);

        var one = GreedySelection.Select(library, metric, isBinary: true, threads: 1);
        var four = GreedySelection.Select(library, metric, isBinary: true, threads: 4);

        CollectionAssert.AreEqual(one.Weights.ToArray(), four.Weights.ToArray());
        CollectionAssert.AreEqual(one.Predictions.Scores, four.Predictions.Scores);
    }

    [TestMethod]
    public void Candidates_AreTheBestAlone()
    {
        var metric = PredictionMetric.Find("AreaUnderRocCurve")!;
        var library = Binary(7, rows: 200, trials: 10);
        int[] best = [.. Enumerable.Range(0, 10).OrderByDescending(i => metric.Mean(library[i], library[i].Scores)).Take(3)];

        var selection = GreedySelection.Select(library, metric, isBinary: true, new EnsembleOptions { Candidates = 3 });

        Assert.IsTrue(selection.Weights.Select((weight, i) => (weight, i)).Where(pair => pair.weight > 0).All(pair => best.Contains(pair.i)));
        Assert.AreEqual(best[0], selection.BestIndex);
    }

    [TestMethod]
    public void ALibraryThatCannotBeUsed_IsAnError()
    {
        var metric = PredictionMetric.Find("MeanSquaredError")!;
        var sound = new TrialPredictions([1, 2], 1, [1, 2], false, [0, 0]);

        Assert.Contains("no trials", Assert.ThrowsExactly<ArgumentException>(() => GreedySelection.Select([], metric, isBinary: false)).Message);
        foreach (var other in new[] { sound with { Labels = [1, 3] }, sound with { Folds = [0, 1] }, new TrialPredictions([1], 1, [1], false, [0]) })
        {
            Assert.Contains("predictions 1 are of other rows", Assert.ThrowsExactly<ArgumentException>(() => GreedySelection.Select([sound, other], metric, isBinary: false)).Message);
        }

        Assert.Contains("None of the 1 trials", Assert.ThrowsExactly<ArgumentException>(() => GreedySelection.Select([sound with { Scores = [float.NaN, 1] }], metric, isBinary: false)).Message);
    }

    [TestMethod]
    [DataRow(0, 5, 50, 1, 0.5, "Candidates is 0")]
    [DataRow(1, 0, 50, 1, 0.5, "InitialMembers is 0")]
    [DataRow(1, 1, -1, 1, 0.5, "Rounds is -1")]
    [DataRow(1, 1, 1, 0, 0.5, "Bags is 0")]
    [DataRow(1, 1, 1, 1, 0.0, "BagFraction is 0")]
    [DataRow(1, 1, 1, 1, double.NaN, "BagFraction is NaN")]
    public void OptionsOutOfRange_AreRefused(int candidates, int initialMembers, int rounds, int bags, double bagFraction, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => new EnsembleOptions { Candidates = candidates, InitialMembers = initialMembers, Rounds = rounds, Bags = bags, BagFraction = bagFraction });

        Assert.Contains(message, error.Message);
    }

    /// <summary>The paper's steps without any speed: from the best alone, each time all means are formed anew; the best ensemble on the way is kept.</summary>
    private static double[] PlainSteps(TrialPredictions[] library, PredictionMetric metric, int rounds)
    {
        List<int[]> path = [];
        for (int size = 1; size <= rounds; size++)
        {
            int[]? best = null;
            for (int i = 0; i < library.Length; i++)
            {
                int[] counts = path.Count == 0 ? new int[library.Length] : [.. path[^1]];
                counts[i]++;
                if (best is null || metric.IsBetter(Mean(library, Shares(counts), metric), than: Mean(library, Shares(best), metric)))
                {
                    best = counts;
                }
            }

            path.Add(best!);
        }

        return Shares(path.Aggregate((left, right) => metric.IsBetter(Mean(library, Shares(right), metric), than: Mean(library, Shares(left), metric)) ? right : left));
    }

    /// <summary>All ensembles of at most so many members, as weights.</summary>
    private static IEnumerable<double[]> Ensembles(int trials, int size)
    {
        IEnumerable<int[]> all = [new int[trials]];
        for (int i = 0; i < trials; i++)
        {
            int place = i;
            all = all.SelectMany(counts => Enumerable.Range(0, size + 1 - counts.Sum()).Select(count =>
            {
                int[] more = [.. counts];
                more[place] = count;
                return more;
            })).ToArray();
        }

        return all.Where(counts => counts.Sum() > 0).Select(Shares);
    }

    private static double[] Shares(int[] counts) => Array.ConvertAll(counts, count => (double)count / counts.Sum());

    private static double Mean(TrialPredictions[] library, double[] weights, PredictionMetric metric)
    {
        float[] scores = [.. Enumerable.Range(0, library[0].Scores.Length).Select(i => (float)library.Zip(weights).Sum(pair => pair.Second * pair.First.Scores[i]))];
        return metric.Mean(library[0], scores);
    }

    private static TrialPredictions Numbers(float[] labels, Func<float, float> predict) => new(labels, 1, Array.ConvertAll(labels, label => predict(label)), false, new int[labels.Length]);

    private static TrialPredictions[] Regression(int seed, int rows, int trials, int folds)
    {
        var random = new Random(seed);
        float[] labels = [.. Enumerable.Range(0, rows).Select(_ => 10 * random.NextSingle())];
        int[] fold = [.. Enumerable.Range(0, rows).Select(row => row * folds / rows)];
        return [.. Enumerable.Range(0, trials).Select(_ =>
        {
            float bias = random.NextSingle() - 0.5f;
            return new TrialPredictions(labels, 1, Array.ConvertAll(labels, label => label + bias + (4 * (random.NextSingle() - 0.5f))), false, fold);
        })];
    }

    private static TrialPredictions[] Binary(int seed, int rows, int trials)
    {
        var random = new Random(seed);
        float[] labels = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(2))];
        return [.. Enumerable.Range(0, trials).Select(_ =>
            new TrialPredictions(labels, 1, Array.ConvertAll(labels, label => Math.Clamp(0.5f + (0.25f * (label - 0.5f)) + (0.8f * (random.NextSingle() - 0.5f)), 0.01f, 0.99f)), true, new int[rows]))];
    }
}
