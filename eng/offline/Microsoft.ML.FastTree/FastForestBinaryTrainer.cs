using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The score is the sum of the trees' outputs between -1 and 1, not calibrated.</summary>
public sealed class FastForestBinaryTrainer : RandomForestTrainerBase<
    FastForestBinaryTrainer.Options, BinaryPredictionTransformer<FastForestBinaryModelParameters>, FastForestBinaryModelParameters>
{
    internal FastForestBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options, ScalarColumn(options.LabelColumnName, BooleanDataViewType.Instance))
    {
    }

    private protected override double Target(float label) => label > 0 ? 1 : -1;

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
    [
        ScoreColumn(DefaultColumnNames.Score, NumberDataViewType.Single),
        ScoreColumn(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance),
    ];

    private protected override FastForestBinaryModelParameters CreateModel(RegressionTree[] trees, int featureCount) => new(trees, featureCount);

    private protected override BinaryPredictionTransformer<FastForestBinaryModelParameters> MakeTransformer(
        FastForestBinaryModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : FastForestOptionsBase
    {
    }
}
