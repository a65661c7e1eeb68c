using Microsoft.ML;

namespace MLExtensions.Tests.Ensembles;

/// <summary>Fits several estimators and makes an ensemble of them, so that the harness for estimators can check its transformer.</summary>
/// <param name="context">The context.</param>
/// <param name="promise">An estimator of the same task: what it promises, the ensemble keeps.</param>
/// <param name="members">The members; the weights are 1, 2 and so on.</param>
internal sealed class EnsembleEstimator(MLContext context, IEstimator<ITransformer> promise, params IEstimator<ITransformer>[] members) : IEstimator<WeightedEnsembleTransformer>
{
    /// <summary>The label that is handed on; null for none.</summary>
    public string? LabelColumnName { get; init; }

    public WeightedEnsembleTransformer Fit(IDataView input) =>
        context.Model.Ensemble([.. members.Select(member => member.Fit(input))], [.. members.Select((_, index) => index + 1.0)], input.Schema, labelColumnName: LabelColumnName);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => promise.GetOutputSchema(inputSchema);
}
