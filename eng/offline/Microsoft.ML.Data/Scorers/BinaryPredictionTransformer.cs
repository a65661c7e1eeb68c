using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal readonly float Threshold;

    internal BinaryPredictionTransformer(
        IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumnName, float threshold = 0)
        : this(Register(env), model, featureColumnName, FindFeatureType(Register(env), trainSchema, featureColumnName), threshold)
    {
    }

    internal BinaryPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx, TModel model)
        : base(Register(env), ctx, model)
    {
        Threshold = ctx.Reader.ReadSingle();
    }

    private BinaryPredictionTransformer(IHost host, TModel model, string featureColumnName, DataViewType featureColumnType, float threshold)
        : base(host, model, featureColumnName, featureColumnType)
    {
        Threshold = threshold;
    }

    private protected override VersionInfo Version => BinaryPredictionTransformer.Version;

    internal BinaryPredictionTransformer<TModel> WithThreshold(IHostEnvironment env, float threshold) =>
        new(Register(env), Model, FeatureColumnName, FeatureColumnType, threshold);

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new BinaryScoringMapper(Host, this, inputSchema, FeatureColumnName, FeatureColumnType, (IFeatureScorer<float>)Model, Threshold);

    private protected override void SaveCore(ModelSaveContext ctx) => ctx.Writer.Write(Threshold);

    private static IHost Register(IHostEnvironment env) => env.Register(nameof(BinaryPredictionTransformer<TModel>));
}
