using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>A row that several members read: each disposes of what it was given, and none may dispose of the row itself.</summary>
internal sealed class SharedRow(DataViewRow row) : DataViewRow
{
    public override DataViewSchema Schema => row.Schema;

    public override long Position => row.Position;

    public override long Batch => row.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
