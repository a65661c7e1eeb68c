using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly string _labelColumn;
    private readonly ClassLabels _labels;
    private readonly string _scoreColumn;
    private readonly string _predictedLabelColumn;

    internal MulticlassPredictionTransformer(
        IHostEnvironment env,
        TModel model,
        DataViewSchema trainSchema,
        string featureColumnName,
        string labelColumnName,
        string scoreColumn = AnnotationUtils.Const.ScoreValueKind.Score,
        string predictedLabelColumn = DefaultColumnNames.PredictedLabel)
        : base(Register(env), model, trainSchema, featureColumnName)
    {
        _labelColumn = labelColumnName;
        _labels = ClassLabels.OfOrNull(trainSchema, labelColumnName, Scorer.ClassCount);
        _scoreColumn = scoreColumn;
        _predictedLabelColumn = predictedLabelColumn;
    }

    internal MulticlassPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx, TModel model)
        : base(Register(env), ctx, model)
    {
        _labelColumn = ctx.LoadNonEmptyString();
        _scoreColumn = ctx.LoadNonEmptyString();
        _predictedLabelColumn = ctx.LoadNonEmptyString();
        _labels = ClassLabels.OfOrNull(TrainSchema, _labelColumn, Scorer.ClassCount);
    }

    private protected override VersionInfo Version => MulticlassPredictionTransformer.Version;

    private IMulticlassScorer Scorer => (IMulticlassScorer)Model;

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new MulticlassScoringMapper(
        Host, this, inputSchema, FeatureColumnName, FeatureColumnType, Scorer, _labels, _scoreColumn, _predictedLabelColumn);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SaveNonEmptyString(_labelColumn);
        ctx.SaveNonEmptyString(_scoreColumn);
        ctx.SaveNonEmptyString(_predictedLabelColumn);
    }

    private static IHost Register(IHostEnvironment env) => env.Register(nameof(MulticlassPredictionTransformer<TModel>));
}
