using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal RegressionPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumnName)
        : base(Register(env), model, trainSchema, featureColumnName)
    {
    }

    internal RegressionPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx, TModel model)
        : base(Register(env), ctx, model)
    {
    }

    private protected override VersionInfo Version => RegressionPredictionTransformer.Version;

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new RegressionScoringMapper(Host, this, inputSchema, FeatureColumnName, FeatureColumnType, (IFeatureScorer<float>)Model);

    private static IHost Register(IHostEnvironment env) => env.Register(nameof(RegressionPredictionTransformer<TModel>));
}
