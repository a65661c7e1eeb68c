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
        int dimensionCount = ctx.Reader.ReadInt32();
        host.CheckDecode(dimensionCount is > 0 and < 64);
        var dimensions = new int[dimensionCount];
        for (int i = 0; i < dimensionCount; i++)
        {
            dimensions[i] = ctx.Reader.ReadInt32();
            host.CheckDecode(dimensions[i] >= 0);
        }

        FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions);
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
        var dimensions = ((VectorDataViewType)FeatureColumnType).Dimensions;
        ctx.Writer.Write(dimensions.Length);
        foreach (int dimension in dimensions)
        {
            ctx.Writer.Write(dimension);
        }

        SaveCore(ctx);
    }

    private protected abstract VersionInfo Version { get; }

    private protected virtual void SaveCore(ModelSaveContext ctx)
    {
    }
}
