using System.Collections;

namespace Microsoft.ML;

/// <summary>The columns of a view. Of several with one name the last is the one that the name finds; the others are hidden.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexOfName = [];

    private DataViewSchema(Column[] columns)
    {
        _columns = columns;
        foreach (Column column in columns)
        {
            _indexOfName[column.Name] = column.Index;
        }
    }

    public int Count => _columns.Length;

    public Column this[string name] =>
        GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");

    public Column this[int columnIndex] =>
        columnIndex >= 0 && columnIndex < _columns.Length ? _columns[columnIndex] : throw new ArgumentOutOfRangeException(nameof(columnIndex));

    public Column? GetColumnOrNull(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentNullException(nameof(name));
        }

        return _indexOfName.TryGetValue(name, out int index) ? _columns[index] : null;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    public override string ToString() => $"{Count} columns";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
