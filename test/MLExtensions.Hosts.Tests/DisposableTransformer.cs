using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>A transformer of our own around another: counts what is done to it.</summary>
internal sealed class DisposableTransformer(ITransformer inner) : ITransformer, IDisposable
{
    public int Disposals { get; private set; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => inner.Transform(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

    public void Dispose() => Disposals++;

    /// <summary>Writes nothing: ML.NET gives others no way to write their own.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
    }
}
