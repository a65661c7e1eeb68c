using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A network in a sweepable pipeline: AutoML's own class, with the name that AutoML has no member for.</summary>
public sealed class SweepableNetworkEstimator : SweepableEstimator
{
    internal SweepableNetworkEstimator(string name, Func<MLContext, Parameter, IEstimator<ITransformer>> factory, SearchSpace space)
        : base(factory, space)
    {
        Name = name;
    }

    /// <summary>The architecture's name, such as "FeedForward": what leaderboards show, where AutoML shows "Unknown".</summary>
    public string Name { get; }
}
