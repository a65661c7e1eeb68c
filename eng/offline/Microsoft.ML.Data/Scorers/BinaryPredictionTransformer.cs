using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal readonly float Threshold;

    internal BinaryPredictionTransformer(
        IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumnName, float threshold = 0)
        : base(Register(env), model, trainSchema, featureColumnName)
    {
        Threshold = threshold;
    }

    internal BinaryPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx, TModel model)
        : base(Register(env), ctx, model)
    {
        Threshold = ctx.Reader.ReadSingle();
        Host.CheckDecode(
            ctx.LoadString() == DefaultColumnNames.Score, "The model has a threshold for another column than Score, which the offline stand-in cannot have.");
    }

    private protected override VersionInfo Version => BinaryPredictionTransformer.Version;

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new BinaryScoringMapper(Host, this, inputSchema, FeatureColumnName, FeatureColumnType, (IFeatureScorer<float>)Model, Threshold);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.Writer.Write(Threshold);
        ctx.SaveString(DefaultColumnNames.Score);
    }

    private static IHost Register(IHostEnvironment env) => env.Register(nameof(BinaryPredictionTransformer<TModel>));
}
