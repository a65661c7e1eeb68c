using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(host, model)
    {
        FeatureColumnName = featureColumnName;
        FeatureColumnType = featureColumnType;
    }

    private protected SingleFeaturePredictionTransformerBase(IHost host, ModelLoadContext ctx, TModel model)
        : base(host, model)
    {
        FeatureColumnName = ctx.LoadNonEmptyString();
        FeatureColumnType = ValueSerializer.ReadType(ctx.Reader);
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    private protected static DataViewType FindFeatureType(IHost host, DataViewSchema trainSchema, string featureColumnName) =>
        trainSchema.GetColumnOrNull(featureColumnName)?.Type
            ?? throw host.ExceptSchemaMismatch(nameof(featureColumnName), "feature", featureColumnName);

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(Model, DirModel);
        ctx.SaveNonEmptyString(FeatureColumnName);
        ValueSerializer.WriteType(ctx.Writer, FeatureColumnType);
        SaveCore(ctx);
    }

    private protected abstract VersionInfo Version { get; }

    private protected virtual void SaveCore(ModelSaveContext ctx)
    {
    }
}
