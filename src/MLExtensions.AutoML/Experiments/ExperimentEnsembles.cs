using Microsoft.ML;

namespace MLExtensions.AutoML;

/// <summary>Makes the ensemble of a search.</summary>
internal static class ExperimentEnsembles
{
    /// <inheritdoc cref="ExperimentResult.CreateEnsemble"/>
    public static ExperimentEnsemble Create(ExperimentResult result, EnsembleOptions options, IDataView? refitOn, CancellationToken cancellationToken)
    {
        var metric = PredictionMetric.Find(result.MetricName);
        if (metric is null || result.Settings.Metric.Task is not { } task)
        {
            throw new InvalidOperationException($"An ensemble is chosen by a metric of AutoML's enumerations; the search's, '{result.MetricName}', is none.");
        }

        List<(TrialRecord Record, TrialPredictions Predictions)> library = [];
        foreach (var record in result.Leaderboard.Where(record => record.Metric is not null).Take(options.Candidates))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (result.LoadPredictions(record.TrialId) is { } predictions)
            {
                library.Add((record, predictions));
            }
        }

        if (library.Count == 0)
        {
            throw new InvalidOperationException("No trial has predictions that an ensemble can be chosen by: the label has to be a number, a boolean or a key, and the score a number or a vector of known size.");
        }

        var selection = GreedySelection.Select([.. library.Select(trial => trial.Predictions)], metric, task == TrialTask.BinaryClassification, options);
        List<EnsembleTrial> trials = [];
        List<ITransformer> members = [];
        List<double> weights = [];
        List<ProbabilitySigmoid?> sigmoids = [];
        foreach (var (weight, index) in selection.Weights.Select((weight, index) => (weight, index)).Where(item => item.weight > 0).OrderByDescending(item => item.weight).ThenBy(item => item.index))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = library[index].Record;
            ITransformer[] models = refitOn is null
                ? [.. Enumerable.Range(0, result.FoldCount(record.TrialId)).Select(fold => result.LoadModel(record.TrialId, fold))]
                : [result.Refit(record, refitOn, cancellationToken)];
            trials.Add(new EnsembleTrial(record.TrialId, weight));
            members.AddRange(models);
            weights.AddRange(Enumerable.Repeat(weight / models.Length, models.Length));
            sigmoids.AddRange(Enumerable.Repeat(selection.Sigmoids[index], models.Length));
        }

        var context = result.Settings.Context;
        var model = context.Model.Ensemble(members, weights, result.Settings.Data.Schema, task == TrialTask.BinaryClassification ? sigmoids : null, result.Settings.Metric.LabelColumnName);
        return new ExperimentEnsemble(model, trials, selection);
    }
}
