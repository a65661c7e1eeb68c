using System.Numerics.Tensors;
using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Rows;

/// <summary>Goes over the rows that can be trained on, and says what is wrong with one that cannot.</summary>
internal sealed class RowCursor : IDisposable
{
    private const int RowsBetweenPolls = 64;

    private readonly RowSource _source;
    private readonly DataViewRowCursor _cursor;
    private readonly Action _poll;
    private readonly FeatureReader _features;
    private readonly (FeatureColumn Column, int Place)[] _categories;
    private readonly RowFormat? _row;
    private readonly SpanReader _label;
    private readonly ValueGetter<float>? _weight;
    private readonly ValueGetter<bool>? _held;
    private readonly Func<ulong>? _group;
    private readonly float[] _header;
    private readonly float[] _values;
    private ulong? _lastGroup;
    private bool _isHeld;

    public RowCursor(RowSource source, DataViewRowCursor cursor, Action poll)
    {
        _source = source;
        _cursor = cursor;
        _poll = poll;
        _features = new FeatureReader(source.Features, cursor);
        _categories = [.. Categories(source.Features)];
        _row = source.Features.Columns[0].Row;
        _label = source.Task.ReadLabel(cursor, source.Label);
        _weight = source.Weight is { } weight ? NumberGetter.Create(cursor, weight) : null;
        _held = source.Held is { } held ? cursor.GetGetter<bool>(held) : null;
        _group = source.Group is { } group ? KeyGetter.Create(cursor, group) : null;
        _header = new float[source.Layout.HeaderLength];
        _values = new float[source.Features.Size];
    }

    /// <summary>Rows whose label was missing and that were left out so far.</summary>
    public long Skipped { get; private set; }

    /// <summary>The current row's number among those that are not left out, from 0.</summary>
    public long Number { get; private set; } = -1;

    /// <summary>The number of the current row's group, from 0; a group ends where the column's value changes.</summary>
    public int Group { get; private set; } = -1;

    /// <summary>Whether the validation column holds the row out.</summary>
    public bool IsHeld => _isHeld;

    public ReadOnlySpan<float> Header => _header;

    public ReadOnlySpan<float> Label => _header.AsSpan(0, _source.Layout.LabelSize);

    public ReadOnlySpan<float> Features => _values;

    public bool MoveNext()
    {
        while (_cursor.MoveNext())
        {
            if (_cursor.Position % RowsBetweenPolls == 0)
            {
                _poll();
            }

            if (ReadHeader())
            {
                ReadFeatures();
                Number++;
                return true;
            }

            Skipped++;
        }

        return false;
    }

    public void Dispose() => _cursor.Dispose();

    /// <summary>Reads all but the features; false where the label is missing.</summary>
    private bool ReadHeader()
    {
        var label = _header.AsSpan(0, _source.Layout.LabelSize);
        _label(label);
        if (TensorPrimitives.IsNaNAny<float>(label))
        {
            return false;
        }

        if (!TensorPrimitives.IsFiniteAll<float>(label))
        {
            throw NotFinite(label[label.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue)], $"column '{_source.Label.Name}'", "Put FilterRowsByColumn in the pipeline, or mend the data.");
        }

        if (_source.Task.WhatIsExpectedOf(label) is { } expected)
        {
            throw new InvalidOperationException(
                $"The {_source.Role} data has the label {string.Join(", ", label.ToArray())} in column '{_source.Label.Name}', row {_cursor.Position}; expected {expected}.");
        }

        if (_weight is not null)
        {
            ref float weight = ref _header[_source.Layout.WeightPlace];
            _weight(ref weight);
            if (!(weight >= 0 && float.IsFinite(weight)))
            {
                throw new InvalidOperationException(
                    $"The weight column '{_source.Weight!.Value.Name}' has {weight} in row {_cursor.Position} of the {_source.Role} data; expected a number of at least 0.");
            }
        }

        if (_group is not null)
        {
            ulong key = _group();
            if (key != _lastGroup)
            {
                _lastGroup = key;
                Group++;
            }

            _header[_source.Layout.GroupPlace] = BitConverter.Int32BitsToSingle(Group);
        }

        _held?.Invoke(ref _isHeld);
        return true;
    }

    private void ReadFeatures()
    {
        try
        {
            _features.Read(_values);
        }
        catch (UnreadableValueException exception)
        {
            throw new InvalidOperationException($"The {_source.Role} data, row {_cursor.Position}: {exception.Message}", exception);
        }

        bool finite = TensorPrimitives.IsFiniteAll<float>(_values);
        if (!finite && FindStrange() is >= 0 and int bad)
        {
            throw NotFinite(_values[bad], _source.Features.Describe(bad), "Put ReplaceMissingValues in the pipeline, or filter such rows.");
        }

        foreach (var (column, place) in _categories)
        {
            ReadCategory(ref _values[place], column);
        }
    }

    private int FindStrange() => _row is { } row
        ? row.FindStrange(_values, _source.RefusesMissing)
        : Array.FindIndex(_values, value => float.IsInfinity(value) || (_source.RefusesMissing && float.IsNaN(value)));

    private static IEnumerable<(FeatureColumn Column, int Place)> Categories(FeatureColumns features)
    {
        int place = 0;
        foreach (var column in features.Columns)
        {
            if (column.Kind is FeatureKind.Key or FeatureKind.Text)
            {
                yield return (column, place);
            }

            place += column.Size;
        }
    }

    private void ReadCategory(ref float index, FeatureColumn column)
    {
        if (float.IsNaN(index))
        {
            throw new InvalidOperationException(
                $"The key column '{column.Name}' has a value above its {column.KeyCount} in row {_cursor.Position} of the {_source.Role} data. Map it with Conversion.MapValueToKey.");
        }

        if (index == CategoryIndex.Missing && column.Missing == MissingHandling.Refuse)
        {
            // Of validation rows, for a column that has no missing value in the training rows.
            index = !_source.RefusesMissing
                ? CategoryIndex.Other
                : throw new InvalidOperationException(
                    $"The {_source.Role} data has no value in column '{column.Name}', row {_cursor.Position}, and the option MissingValues is Error. Filter such rows, or choose Indicator.");
        }
    }

    private InvalidOperationException NotFinite(float value, string place, string advice) =>
        new($"The {_source.Role} data has {value} in {place}, row {_cursor.Position}; expected a finite number. {advice}");
}
