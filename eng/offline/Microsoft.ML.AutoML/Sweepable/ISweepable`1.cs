using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

public interface ISweepable<out T> : ISweepable
    where T : IEstimator<ITransformer>
{
    T BuildFromOption(MLContext context, Parameter parameter);
}
