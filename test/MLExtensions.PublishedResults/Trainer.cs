using Microsoft.ML;

namespace MLExtensions.PublishedResults;

/// <summary>Something that is trained on a line's data.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Create">Makes the estimator; it says its progress where that is asked for.</param>
/// <param name="Target">The accuracy to reach; null for none.</param>
internal sealed record Trainer(string Name, Func<MLContext, bool, IEstimator<ITransformer>> Create, double? Target = null);
