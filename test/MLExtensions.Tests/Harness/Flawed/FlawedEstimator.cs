using Microsoft.ML;

namespace MLExtensions.Tests.Harness.Flawed;

/// <summary>An estimator that does as another but for one flaw.</summary>
internal sealed class FlawedEstimator(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
{
    /// <summary>Makes the promise of the one that is really given.</summary>
    public Func<SchemaShape, SchemaShape> Promise { get; init; } = inner.GetOutputSchema;

    public Func<IDataView, ITransformer> Training { get; init; } = inner.Fit;

    /// <summary>Flaws of what comes of the training.</summary>
    public Func<ITransformer, ITransformer> Fitted { get; init; } = transformer => transformer;

    public ITransformer Fit(IDataView input) => Fitted(Training(input));

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Promise(inputSchema);
}
