namespace Microsoft.ML.AutoML;

/// <summary>An estimator before a pipeline gives it a key.</summary>
internal sealed class EstimatorEntity(Estimator estimator) : Entity
{
    public Estimator Estimator => estimator;

    internal override IEnumerable<string> Names => [];

    internal override Entity Replace(Func<Entity, Entity> leaf) => leaf(this);
}
