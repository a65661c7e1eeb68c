using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeEnsembleModelParametersBasedOnQuantileRegressionTree : TreeEnsembleModelParameters
{
    private protected TreeEnsembleModelParametersBasedOnQuantileRegressionTree(RegressionTree[] trees, int featureCount)
        : base(trees, featureCount)
    {
    }

    private protected TreeEnsembleModelParametersBasedOnQuantileRegressionTree(ModelLoadContext ctx)
        : base(ctx)
    {
    }
}
