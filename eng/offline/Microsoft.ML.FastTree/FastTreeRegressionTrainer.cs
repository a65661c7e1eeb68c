using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeRegressionTrainer : BoostingFastTreeTrainerBase<
    FastTreeRegressionTrainer.Options, RegressionPredictionTransformer<FastTreeRegressionModelParameters>, FastTreeRegressionModelParameters>
{
    internal FastTreeRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, ScalarColumn(options.LabelColumnName, NumberDataViewType.Single))
    {
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        [ScoreColumn(DefaultColumnNames.Score, NumberDataViewType.Single)];

    private protected override IBoostingObjective MakeObjective(TreeRows rows) => new SquaredObjective(rows.Labels);

    private protected override FastTreeRegressionModelParameters CreateModel(RegressionTree[] trees, int featureCount) => new(trees, featureCount);

    private protected override RegressionPredictionTransformer<FastTreeRegressionModelParameters> MakeTransformer(
        FastTreeRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : BoostedTreeOptions
    {
    }
}
