namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeEnsembleModelParametersBasedOnRegressionTree : TreeEnsembleModelParameters
{
    private protected TreeEnsembleModelParametersBasedOnRegressionTree(RegressionTree[] trees, int featureCount)
        : base(trees, featureCount)
    {
    }

    private protected TreeEnsembleModelParametersBasedOnRegressionTree(ModelLoadContext ctx)
        : base(ctx)
    {
    }
}
