namespace MLExtensions.Networks;

/// <summary>How long a run is going to be at most: what schedules that end with the run need to know.</summary>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="BatchesPerEpoch">Batches in an epoch; null where that is not known before they are read. Of rows in groups an estimate: see <see cref="TrainingData.BatchCount"/>.</param>
public sealed record TrainingPlan(int Epochs, long? BatchesPerEpoch);
