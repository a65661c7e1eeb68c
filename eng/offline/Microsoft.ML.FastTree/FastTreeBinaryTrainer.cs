using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeBinaryTrainer : BoostingFastTreeTrainerBase<
    FastTreeBinaryTrainer.Options,
    BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>,
    CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>
{
    internal FastTreeBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options, ScalarColumn(options.LabelColumnName, BooleanDataViewType.Instance))
    {
    }

    /// <summary>What the score is multiplied with to be log-odds: a tree's share is then the same for every learning rate.</summary>
    private double Steepness => 2 * FastTreeTrainerOptions.LearningRate;

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
    [
        ScoreColumn(DefaultColumnNames.Score, NumberDataViewType.Single),
        ScoreColumn(DefaultColumnNames.Probability, NumberDataViewType.Single, isNormalized: true),
        ScoreColumn(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance),
    ];

    private protected override IBoostingObjective MakeObjective(TreeRows rows) =>
        new LogisticObjective(rows.Labels, Steepness, FastTreeTrainerOptions.MaximumTreeOutput);

    private protected override CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> CreateModel(
        RegressionTree[] trees, int featureCount) =>
        new FeatureWeightsCalibratedModelParameters<FastTreeBinaryModelParameters, PlattCalibrator>(
            new FastTreeBinaryModelParameters(trees, featureCount), new PlattCalibrator(slope: -Steepness, offset: 0));

    private protected override BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>> MakeTransformer(
        CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    public sealed class Options : BoostedTreeOptions
    {
    }
}
