namespace MLExtensions.AutoML;

/// <summary>A trial that is in a weighted ensemble.</summary>
/// <param name="TrialId">The trial whose models it has.</param>
/// <param name="Weight">Its weight; the weights of an ensemble add up to 1.</param>
public sealed record EnsembleTrial(int TrialId, double Weight);
