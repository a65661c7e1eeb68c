namespace MLExtensions.AutoML;

/// <summary>An ensemble of a search's trials. Made by <see cref="ExperimentResult.CreateEnsemble"/>.</summary>
public sealed class ExperimentEnsemble : IDisposable
{
    internal ExperimentEnsemble(WeightedEnsembleTransformer model, IReadOnlyList<EnsembleTrial> trials, EnsembleSelection selection)
    {
        Model = model;
        Trials = trials;
        Metric = selection.Metric;
        BestTrialMetric = selection.BestMetric;
        Predictions = selection.Predictions;
    }

    /// <summary>The model: an ordinary transformer, saved with <c>mlContext.Model.Save</c> and loaded as one.</summary>
    public WeightedEnsembleTransformer Model { get; }

    /// <summary>The trials in it, those of the largest weight first.</summary>
    public IReadOnlyList<EnsembleTrial> Trials { get; }

    /// <summary>The ensemble's metric on the rows that it was chosen by, which no model in it was trained on: the mean over the folds. As it was chosen to be good there, it says a little too much.</summary>
    public double Metric { get; }

    /// <summary>The best single trial's metric on the same rows, to compare with.</summary>
    public double BestTrialMetric { get; }

    /// <summary>What the ensemble predicts of those rows.</summary>
    internal TrialPredictions Predictions { get; }

    /// <summary>Disposes the models in it.</summary>
    public void Dispose() => Model.Dispose();
}
