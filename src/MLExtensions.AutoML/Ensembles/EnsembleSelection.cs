namespace MLExtensions.AutoML;

/// <summary>What <see cref="GreedySelection"/> chose.</summary>
/// <param name="Weights">For each trial of the library its weight; they add up to 1, and most are 0.</param>
/// <param name="Sigmoids">For each trial what makes probabilities of its scores; null where they are probabilities already, or it has no weight.</param>
/// <param name="Metric">The ensemble's metric on the rows that it was chosen by: the mean over the folds.</param>
/// <param name="BestIndex">The best single trial.</param>
/// <param name="BestMetric">Its metric.</param>
/// <param name="Predictions">The ensemble's predictions of those rows.</param>
internal sealed record EnsembleSelection(
    IReadOnlyList<double> Weights, IReadOnlyList<ProbabilitySigmoid?> Sigmoids, double Metric, int BestIndex, double BestMetric, TrialPredictions Predictions);
