using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness.Flawed;

/// <summary>A transformer that does as another but for one flaw.</summary>
internal sealed class FlawedTransformer(ITransformer inner) : ITransformer
{
    public bool IsRowToRowMapper { get; init; } = inner.IsRowToRowMapper;

    public Func<DataViewSchema, DataViewSchema> OutputSchema { get; init; } = inner.GetOutputSchema;

    public Func<IDataView, IDataView> Transformation { get; init; } = inner.Transform;

    public Func<DataViewSchema, IRowToRowMapper> Mapper { get; init; } = inner.GetRowToRowMapper;

    /// <summary>What is saved.</summary>
    public ITransformer Saved { get; init; } = inner;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => OutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => Transformation(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Mapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Saved.Save(ctx);
}
