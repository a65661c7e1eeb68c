using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A chain, and in a model file nothing but that chain.</summary>
public sealed class OneHotHashEncodingTransformer : ITransformer
{
    private readonly ITransformer _chain;

    internal OneHotHashEncodingTransformer(params ITransformer[] transformers)
    {
        _chain = new TransformerChain<ITransformer>(transformers);
    }

    bool ITransformer.IsRowToRowMapper => _chain.IsRowToRowMapper;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => _chain.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _chain.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _chain.Save(ctx);
}
