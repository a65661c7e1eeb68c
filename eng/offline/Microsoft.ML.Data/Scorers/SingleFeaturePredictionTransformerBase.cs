using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class SingleFeaturePredictionTransformerBase<TModel>
    : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>, ISingleFeaturePredictionTransformer
    where TModel : class
{
    private const string TrainSchemaFile = "TrainSchema";

    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema, string featureColumnName)
        : base(host, model)
    {
        TrainSchema = trainSchema;
        FeatureColumnName = featureColumnName;
        FeatureColumnType = FindFeatureType();
    }

    private protected SingleFeaturePredictionTransformerBase(IHost host, ModelLoadContext ctx, TModel model)
        : base(host, model)
    {
        bool found = ctx.TryLoadBinaryStream(TrainSchemaFile, reader => TrainSchema = SchemaFile.Read(reader.BaseStream));
        host.CheckDecode(found, "Corrupt model file: a predictor lacks the schema that it was trained with.");
        FeatureColumnName = ctx.LoadNonEmptyString();
        FeatureColumnType = FindFeatureType();
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    internal DataViewSchema TrainSchema { get; private set; }

    private protected abstract VersionInfo Version { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(Model, DirModel);
        ctx.SaveBinaryStream(TrainSchemaFile, writer => SchemaFile.Write(writer.BaseStream, TrainSchema.Where(column => !column.IsHidden)));
        ctx.SaveNonEmptyString(FeatureColumnName);
        SaveCore(ctx);
    }

    private protected virtual void SaveCore(ModelSaveContext ctx)
    {
    }

    private DataViewType FindFeatureType() =>
        TrainSchema.GetColumnOrNull(FeatureColumnName)?.Type
            ?? throw Host.ExceptSchemaMismatch("featureColumnName", "feature", FeatureColumnName);
}
