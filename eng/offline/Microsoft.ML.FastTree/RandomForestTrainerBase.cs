using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class RandomForestTrainerBase<TOptions, TTransformer, TModel> : FastTreeTrainerBase<TOptions, TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TOptions : FastForestOptionsBase, new()
    where TModel : class
{
    private protected RandomForestTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env, options, label)
    {
    }

    private protected override TModel TrainModel(TreeRows rows) =>
        CreateModel([.. Forest.Train(rows, Array.ConvertAll(rows.Labels, Target), FastTreeTrainerOptions, Host.CheckAlive)], rows.FeatureCount);

    private protected abstract double Target(float label);

    private protected abstract TModel CreateModel(RegressionTree[] trees, int featureCount);
}
