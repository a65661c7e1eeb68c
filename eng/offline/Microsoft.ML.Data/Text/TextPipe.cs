using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads a column's value out of each line's fields.</summary>
internal abstract class TextPipe
{
    public static TextPipe Create(TextBindings.Column column, TextFormat format)
    {
        var itemType = (PrimitiveDataViewType)column.Type.GetItemType();
        Delegate parser = TextValue.ParserOf(itemType, format);
        return column.Type is VectorDataViewType
            ? GenericCall.Invoke<TextPipe>(Vector<int>, itemType.RawType, column, format, parser)
            : GenericCall.Invoke<TextPipe>(Scalar<int>, itemType.RawType, column, format, parser);
    }

    public abstract Delegate MakeGetter(Action checkRow);

    /// <exception cref="InvalidOperationException">The text is no value of the type, and the type has none for missing.</exception>
    public abstract void Read(TextFields fields, long line, Action<string> report);

    private static ScalarPipe<T> Scalar<T>(TextBindings.Column column, TextFormat format, Delegate parser) =>
        new ScalarPipe<T>(column, format, (TextValue.Parser<T>)parser);

    private static VectorPipe<T> Vector<T>(TextBindings.Column column, TextFormat format, Delegate parser) =>
        new VectorPipe<T>(column, format, (TextValue.Parser<T>)parser);

    private sealed class ScalarPipe<T>(TextBindings.Column column, TextFormat format, TextValue.Parser<T> parse) : TextPipe
    {
        private readonly bool _missingIsNaN = format.MissingRealsAsNaNs && typeof(T) is var type && (type == typeof(float) || type == typeof(double));
        private readonly bool _hasMissing = TextValue.HasMissing((PrimitiveDataViewType)column.Type);
        private T _value;

        public override void Read(TextFields fields, long line, Action<string> report)
        {
            _value = default;
            int source = column.Segments[0].Min;
            bool found = false;
            foreach ((int _, ReadOnlyMemory<char> text) in fields.Between(source, source + 1))
            {
                found = true;
                if (!parse(text, out _value))
                {
                    if (!_hasMissing)
                    {
                        throw Contracts.Except($"Could not parse value {text} in line {line}, column {column.Name}");
                    }

                    report($"  Bad value at line {line} in column {column.Name}");
                }
            }

            if (!found && _missingIsNaN)
            {
                parse(default, out _value);
            }
        }

        public override Delegate MakeGetter(Action checkRow)
        {
            return (ValueGetter<T>)((ref T value) =>
            {
                checkRow();
                value = _value;
            });
        }
    }

    private sealed class VectorPipe<T>(TextBindings.Column column, TextFormat format, TextValue.Parser<T> parse) : TextPipe
    {
        private readonly bool _missingIsNaN = format.MissingRealsAsNaNs && typeof(T) is var type && (type == typeof(float) || type == typeof(double));
        private readonly bool _hasMissing = TextValue.HasMissing((PrimitiveDataViewType)column.Type.GetItemType());
        private readonly List<int> _indices = [];
        private readonly List<T> _values = [];
        private int _size;

        public override void Read(TextFields fields, long line, Action<string> report)
        {
            _indices.Clear();
            _values.Clear();
            _size = 0;
            foreach (TextBindings.Segment segment in column.Segments)
            {
                int end = segment.EndIn(fields);
                foreach ((int index, ReadOnlyMemory<char> text) in fields.Between(segment.Min, end))
                {
                    int slot = _size + index - segment.Min;
                    if (!parse(text, out T value))
                    {
                        if (!_hasMissing)
                        {
                            throw Contracts.Except($"Could not parse value {text} in slot {slot} of column {column.Name} in line {line}");
                        }

                        report($"  Bad value at line {line} in column {column.Name} at slot {slot}");
                    }

                    _indices.Add(slot);
                    _values.Add(value);
                }

                for (int index = Math.Max(segment.Min, fields.Count); _missingIsNaN && index < end; index++)
                {
                    parse(default, out T value);
                    _indices.Add(_size + index - segment.Min);
                    _values.Add(value);
                }

                _size += end - segment.Min;
            }
        }

        public override Delegate MakeGetter(Action checkRow)
        {
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                checkRow();
                bool sparse = _values.Count == 0 || _values.Count <= _size / 2;
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, _size, sparse ? _values.Count : _size);
                if (!sparse)
                {
                    editor.Values.Clear();
                }

                for (int i = 0; i < _values.Count; i++)
                {
                    if (sparse)
                    {
                        editor.Values[i] = _values[i];
                        editor.Indices[i] = _indices[i];
                    }
                    else
                    {
                        editor.Values[_indices[i]] = _values[i];
                    }
                }

                value = editor.Commit();
            });
        }
    }
}
