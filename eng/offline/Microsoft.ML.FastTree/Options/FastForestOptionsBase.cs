namespace Microsoft.ML.Trainers.FastTree;

public abstract class FastForestOptionsBase : TreeOptions
{
    private protected FastForestOptionsBase()
    {
        FeatureFraction = 0.7;
    }
}
