using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads the feature columns of a row, or of a cursor's current row, into one span. A missing number is NaN there, a missing category its index.</summary>
internal sealed class FeatureReader
{
    private readonly FeatureColumns _columns;

    // As an array: going over a list makes an enumerator, and this is done for every row.
    private readonly FeatureColumn[] _kinds;
    private readonly SpanReader[] _readers;

    public FeatureReader(FeatureColumns columns, DataViewRow row)
    {
        _columns = columns;
        _kinds = [.. columns.Columns];
        _readers = [.. columns.FindIn(row.Schema).Select((found, index) => Reader(index, row, found))];
    }

    /// <summary>Fills <paramref name="values"/>, which has <see cref="FeatureColumns.Size"/> places. An unknown key is NaN.</summary>
    public void Read(Span<float> values)
    {
        int start = 0;
        for (int i = 0; i < _readers.Length; i++)
        {
            int size = _kinds[i].Size;
            _readers[i](values.Slice(start, size));
            start += size;
        }
    }

    /// <summary>Fills <paramref name="values"/> with what the network can take; false, and zeros, where it has not learnt to take one of them.</summary>
    public bool TryRead(Span<float> values)
    {
        try
        {
            Read(values);
            if (!HasStrange(values))
            {
                return true;
            }
        }
        catch (UnreadableValueException)
        {
            // As a value that the network has not learnt to take.
        }

        values.Clear();
        return false;
    }

    private bool HasStrange(ReadOnlySpan<float> values)
    {
        int start = 0;
        bool finite = TensorPrimitives.IsFiniteAll(values);
        foreach (var column in _kinds)
        {
            var own = values.Slice(start, column.Size);
            start += column.Size;
            bool strange = column.Kind switch
            {
                FeatureKind.Number => !finite && (column.Missing == MissingHandling.Refuse ? !TensorPrimitives.IsFiniteAll(own) : TensorPrimitives.IsInfinityAny(own)),
                FeatureKind.Row => !finite && column.Row!.FindStrange(own, column.Missing == MissingHandling.Refuse) >= 0,
                _ => float.IsNaN(own[0]) || (own[0] == CategoryIndex.Missing && column.Missing == MissingHandling.Refuse),
            };
            if (strange)
            {
                return true;
            }
        }

        return false;
    }

    private SpanReader Reader(int index, DataViewRow row, DataViewSchema.Column found)
    {
        var column = _columns.Columns[index];
        return column.Kind switch
        {
            FeatureKind.Key => Keys(KeyGetter.Create(row, found), column),
            FeatureKind.Row => column.Row!.CreateReader(row, found),
            FeatureKind.Text => Texts(row.GetGetter<ReadOnlyMemory<char>>(found), _columns.TextIndex(index), column),
            _ when column.IsVector => VectorReader.Create(row, found, "feature"),
            _ => Numbers(NumberGetter.Create(row, found)),
        };
    }

    private static SpanReader Numbers(ValueGetter<float> getter) => values => getter(ref values[0]);

    private static SpanReader Keys(Func<ulong> getter, FeatureColumn column)
    {
        ulong count = (ulong)column.KeyCount!.Value;
        float missing = IndexOfMissing(column);
        return values =>
        {
            ulong key = getter();
            values[0] = key == 0 ? missing : key <= count ? (float)(key - 1) + CategoryIndex.FirstKnown : float.NaN;
        };
    }

    private static SpanReader Texts(ValueGetter<ReadOnlyMemory<char>> getter, ITextIndex index, FeatureColumn column)
    {
        ReadOnlyMemory<char> text = default;
        float missing = IndexOfMissing(column);
        return values =>
        {
            getter(ref text);
            values[0] = text.IsEmpty ? missing : index.IndexOf(text.Span);
        };
    }

    private static float IndexOfMissing(FeatureColumn column) => column.Missing == MissingHandling.Replace ? CategoryIndex.Other : CategoryIndex.Missing;
}
