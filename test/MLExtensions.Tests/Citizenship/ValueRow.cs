using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>A row of a schema that is known when the program runs, not when it is compiled: set its values, then read the row that a mapper made of it.</summary>
internal sealed class ValueRow(DataViewSchema schema) : DataViewRow
{
    private readonly Dictionary<int, object> _values = [];
    private long _position;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Sets a row's values, each of its column's raw type; the row that was there is over.</summary>
    public void Set(params (string Column, object Value)[] values)
    {
        _position++;
        foreach (var (column, value) in values)
        {
            _values[schema[column].Index] = value;
        }
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        typeof(TValue) == column.Type.RawType
            ? (ref TValue value) => value = (TValue)_values[column.Index]
            : throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, not {typeof(TValue)}.");
}
