using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;

    public readonly SchemaShape.Column LabelColumn;

    public readonly SchemaShape.Column WeightColumn;

    private protected readonly IHost Host;

    private protected TrainerEstimatorBase(
        IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
    {
        Contracts.CheckValue(host, nameof(host));
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    public abstract TrainerInfo Info { get; }

    public TTransformer Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        CheckInputSchema(SchemaShape.Create(input.Schema));
        return MakeTransformer(TrainModel(input), input.Schema);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        CheckInputSchema(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (SchemaShape.Column column in GetOutputColumnsCore(inputSchema))
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    private protected abstract SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema);

    private protected abstract TModel TrainModel(IDataView data);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema);

    private void CheckInputSchema(SchemaShape inputSchema)
    {
        CheckColumn(inputSchema, FeatureColumn, "feature", nameof(inputSchema));
        CheckColumn(inputSchema, WeightColumn, "weight", nameof(inputSchema));
        CheckColumn(inputSchema, LabelColumn, "label", nameof(inputSchema));
    }

    private void CheckColumn(SchemaShape inputSchema, SchemaShape.Column wanted, string role, string paramName)
    {
        if (!wanted.IsValid)
        {
            return;
        }

        if (!inputSchema.TryFindColumn(wanted.Name, out SchemaShape.Column found))
        {
            throw Host.ExceptSchemaMismatch(paramName, role, wanted.Name);
        }

        if (!wanted.IsCompatibleWith(found))
        {
            throw Host.ExceptSchemaMismatch(paramName, role, wanted.Name, wanted.GetTypeString(), found.GetTypeString());
        }
    }
}
