using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row whose values are those of an object that is set from outside, as in a prediction engine.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public InputRow(InternalSchemaDefinition definition)
    {
        Schema = definition.Schema;
        _getters = [.. definition.Columns.Select(column => ObjectGetters<TRow>.Compile(column)(Current))];
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void ExtractValues(TRow row)
    {
        Contracts.CheckValue(row, nameof(row));
        _current = row;
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check<TValue>(this, column);
        return (ValueGetter<TValue>)_getters[column.Index];
    }

    private TRow Current()
    {
        Contracts.Check(_position >= 0, ActiveColumns.NoRow);
        return _current;
    }
}
