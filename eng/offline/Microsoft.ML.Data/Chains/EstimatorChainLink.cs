namespace Microsoft.ML.Data;

internal sealed record EstimatorChainLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
