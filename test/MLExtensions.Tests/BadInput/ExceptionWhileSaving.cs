using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.BadInput;

/// <summary>A transformer whose saving fails when part of the file is written.</summary>
internal sealed class ExceptionWhileSaving(ITransformer inner, Exception error) : ITransformer
{
    public bool IsRowToRowMapper => inner.IsRowToRowMapper;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => inner.Transform(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        inner.Save(ctx);
        throw error;
    }
}
