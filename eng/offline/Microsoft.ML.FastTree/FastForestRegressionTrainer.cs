using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The score is the mean of the trees' outputs.</summary>
public sealed class FastForestRegressionTrainer : RandomForestTrainerBase<
    FastForestRegressionTrainer.Options, RegressionPredictionTransformer<FastForestRegressionModelParameters>, FastForestRegressionModelParameters>
{
    internal FastForestRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, ScalarColumn(options.LabelColumnName, NumberDataViewType.Single))
    {
    }

    private protected override double Target(float label) => label;

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        [ScoreColumn(DefaultColumnNames.Score, NumberDataViewType.Single)];

    private protected override FastForestRegressionModelParameters CreateModel(RegressionTree[] trees, int featureCount) => new(trees, featureCount);

    private protected override RegressionPredictionTransformer<FastForestRegressionModelParameters> MakeTransformer(
        FastForestRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : FastForestOptionsBase
    {
    }
}
