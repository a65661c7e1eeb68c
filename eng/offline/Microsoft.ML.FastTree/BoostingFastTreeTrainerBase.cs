using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class BoostingFastTreeTrainerBase<TOptions, TTransformer, TModel> : FastTreeTrainerBase<TOptions, TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TOptions : BoostedTreeOptions, new()
    where TModel : class
{
    private protected BoostingFastTreeTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env, options, label)
    {
    }

    private protected override TModel TrainModel(TreeRows rows)
    {
        IReadOnlyList<RegressionTree> trees = Booster.Train(rows, MakeObjective(rows), FastTreeTrainerOptions, Host.CheckAlive);
        return CreateModel([.. trees], rows.FeatureCount);
    }

    private protected abstract IBoostingObjective MakeObjective(TreeRows rows);

    private protected abstract TModel CreateModel(RegressionTree[] trees, int featureCount);
}
