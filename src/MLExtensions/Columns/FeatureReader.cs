using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads the feature columns of a row, or of a cursor's current row, into one span.</summary>
internal sealed class FeatureReader
{
    private readonly FeatureColumns _columns;
    private readonly ValueGetter<VBuffer<float>>?[] _vectors;
    private readonly ValueGetter<float>?[] _scalars;
    private VBuffer<float> _buffer;

    public FeatureReader(FeatureColumns columns, DataViewRow row)
    {
        _columns = columns;
        var found = columns.FindIn(row.Schema);
        _vectors = new ValueGetter<VBuffer<float>>?[found.Length];
        _scalars = new ValueGetter<float>?[found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            if (columns.Columns[i].IsVector)
            {
                _vectors[i] = row.GetGetter<VBuffer<float>>(found[i]);
            }
            else
            {
                _scalars[i] = NumberGetter.Create(row, found[i]);
            }
        }
    }

    /// <summary>Fills <paramref name="values"/>, which has <see cref="FeatureColumns.Size"/> places.</summary>
    public void Read(Span<float> values)
    {
        int start = 0;
        for (int i = 0; i < _columns.Columns.Count; i++)
        {
            int size = _columns.Columns[i].Size;
            if (_vectors[i] is { } vector)
            {
                vector(ref _buffer);
                if (_buffer.Length != size)
                {
                    throw new InvalidOperationException(
                        $"The feature column '{_columns.Columns[i].Name}' promised vectors of {size} values and gave one of {_buffer.Length}.");
                }

                _buffer.CopyTo(values.Slice(start, size));
            }
            else
            {
                _scalars[i]!(ref values[start]);
            }

            start += size;
        }
    }

    /// <summary>The column and slot behind a place in the row, for messages.</summary>
    public string Describe(int place)
    {
        foreach (var column in _columns.Columns)
        {
            if (place < column.Size)
            {
                return column.IsVector ? $"column '{column.Name}', slot {place}" : $"column '{column.Name}'";
            }

            place -= column.Size;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }
}
