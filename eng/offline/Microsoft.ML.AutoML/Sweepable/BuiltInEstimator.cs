using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>An estimator of ML.NET that has a name of its own in a pipeline.</summary>
internal sealed class BuiltInEstimator<TOption> : SweepableEstimator
    where TOption : class, new()
{
    private readonly Func<MLContext, TOption, IEstimator<ITransformer>> _build;

    public BuiltInEstimator(EstimatorType type, TOption option, SearchSpace<TOption> searchSpace, Func<MLContext, TOption, IEstimator<ITransformer>> build)
    {
        EstimatorType = type;
        Parameter = Parameter.FromObject(option);
        SearchSpace = searchSpace ?? new SearchSpace<TOption>(option);
        _build = build;
    }

    public override IEstimator<ITransformer> BuildFromOption(MLContext context, Parameter param)
    {
        Parameter = param;
        return _build(context, param.AsType<TOption>());
    }
}
