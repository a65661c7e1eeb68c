using Microsoft.ML;

namespace MLExtensions;

/// <summary>A model of a <see cref="WeightedEnsembleTransformer"/>.</summary>
/// <param name="Model">The model, with its featurizers: it reads the ensemble's input.</param>
/// <param name="Weight">Its share of the mean, above 0 and at most 1; those of all members add up to 1.</param>
/// <param name="Sigmoid">Binary classification: what makes a probability of its score; null where it has a column <c>Probability</c>, which is taken then.</param>
public sealed record EnsembleMember(ITransformer Model, double Weight, ProbabilitySigmoid? Sigmoid = null);
