namespace MLExtensions.AutoML;

/// <summary>
/// Chooses the members of an ensemble and their weights by their predictions of rows that they were not trained on: R. Caruana and others, "Ensemble selection from libraries of models", 2004, with
/// replacement, a start from the best, and bagging of the library.
/// </summary>
internal static class GreedySelection
{
    /// <summary>Chooses.</summary>
    /// <remarks>
    /// Compared are means over the folds, as trials are. A trial is left out whose predictions are not all finite where there is a label, or that has several scores a row which are no
    /// probabilities. A binary trial's raw scores become probabilities by a logistic function that is fitted to them. The result does not depend on the number of threads.
    /// </remarks>
    /// <param name="library">The trials' predictions, of the same rows.</param>
    /// <param name="metric">What the ensemble is to be best in.</param>
    /// <param name="isBinary">Whether the task is binary classification, whose members' probabilities are averaged; regression and it have one score a row alike.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="threads">Threads at most; null for all.</param>
    /// <exception cref="ArgumentException">The library is empty, its trials are of different rows, or none of them can be used.</exception>
    public static EnsembleSelection Select(IReadOnlyList<TrialPredictions> library, PredictionMetric metric, bool isBinary, EnsembleOptions? options = null, int? threads = null)
    {
        options ??= new EnsembleOptions();
        Check(library);
        SelectionCandidate[] candidates =
        [
            .. library.Select((trial, index) => Candidate(trial, index, metric, isBinary)).OfType<SelectionCandidate>()
                .OrderBy(candidate => metric.IsMaximize ? -candidate.Metric : candidate.Metric).ThenBy(candidate => candidate.Index).Take(options.Candidates),
        ];
        if (candidates.Length == 0)
        {
            throw new ArgumentException($"None of the {library.Count} trials can be in an ensemble: their predictions are not finite, are no probabilities, or have no {metric.Name}.", nameof(library));
        }

        bool areProbabilities = isBinary || library[0].Outputs > 1;
        var rows = library[candidates[0].Index] with { Scores = candidates[0].Scores, AreProbabilities = areProbabilities };
        double[] weights = new double[library.Count];
        foreach (var bag in Bags(candidates, options))
        {
            int[] counts = new HillClimbing(rows, bag, metric, threads).Run(options.InitialMembers, options.Rounds);
            for (int i = 0; i < bag.Length; i++)
            {
                weights[bag[i].Index] += (double)counts[i] / counts.Sum() / options.Bags;
            }
        }

        var sigmoids = new ProbabilitySigmoid?[library.Count];
        foreach (var candidate in candidates.Where(candidate => weights[candidate.Index] > 0))
        {
            sigmoids[candidate.Index] = candidate.Sigmoid;
        }

        var predictions = rows with { Scores = Mean(candidates, weights) };
        return new EnsembleSelection(weights, sigmoids, metric.Mean(predictions, predictions.Scores), candidates[0].Index, candidates[0].Metric, predictions);
    }

    private static void Check(IReadOnlyList<TrialPredictions> library)
    {
        if (library.Count == 0)
        {
            throw new ArgumentException("There are no trials to make an ensemble of.", nameof(library));
        }

        for (int i = 1; i < library.Count; i++)
        {
            if (library[i].Outputs != library[0].Outputs || !library[i].Labels.AsSpan().SequenceEqual(library[0].Labels) || !library[i].Folds.AsSpan().SequenceEqual(library[0].Folds))
            {
                throw new ArgumentException($"The predictions {i} are of other rows or classes than the first ones. Give those of trials of one search.", nameof(library));
            }
        }
    }

    /// <summary>A trial with its metric; null where it cannot be used.</summary>
    private static SelectionCandidate? Candidate(TrialPredictions trial, int index, PredictionMetric metric, bool isBinary)
    {
        if ((trial.Outputs > 1 && !trial.AreProbabilities) || !IsFinite(trial))
        {
            return null;
        }

        ProbabilitySigmoid? sigmoid = isBinary && !trial.AreProbabilities ? SigmoidFit.Fit(trial.Scores, trial.Labels) : null;
        float[] scores = sigmoid is { } fitted ? Array.ConvertAll(trial.Scores, score => (float)fitted.Probability(score)) : trial.Scores;
        double value = metric.Mean(trial with { AreProbabilities = trial.AreProbabilities || sigmoid is not null }, scores);
        return double.IsNaN(value) ? null : new SelectionCandidate(index, scores, sigmoid, value);
    }

    private static bool IsFinite(TrialPredictions trial)
    {
        for (int row = 0; row < trial.Rows; row++)
        {
            if (!float.IsNaN(trial.Labels[row]) && trial.Scores.AsSpan(row * trial.Outputs, trial.Outputs).ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The candidates of each bag, best first.</summary>
    private static IEnumerable<SelectionCandidate[]> Bags(SelectionCandidate[] candidates, EnsembleOptions options)
    {
        if (options.Bags == 1)
        {
            return [candidates];
        }

        var random = new Random(options.Seed);
        int size = (int)Math.Ceiling(options.BagFraction * candidates.Length);
        return
        [
            .. Enumerable.Range(0, options.Bags).Select(_ =>
            {
                int[] drawn = [.. Enumerable.Range(0, candidates.Length)];
                random.Shuffle(drawn);
                return drawn.Take(size).Order().Select(place => candidates[place]).ToArray();
            }),
        ];
    }

    private static float[] Mean(SelectionCandidate[] candidates, double[] weights)
    {
        double[] sums = new double[candidates[0].Scores.Length];
        foreach (var candidate in candidates.Where(candidate => weights[candidate.Index] > 0))
        {
            double weight = weights[candidate.Index];
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += weight * candidate.Scores[i];
            }
        }

        return Array.ConvertAll(sums, sum => (float)sum);
    }
}
