using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits a line into its fields. Empty fields are left out, as are those that a sparse line does not have.</summary>
internal sealed class TextFields(TextFormat format)
{
    private readonly List<int> _indices = [];
    private readonly List<ReadOnlyMemory<char>> _texts = [];
    private readonly StringBuilder _quoted = new();
    private readonly bool _spaceSeparates = format.Separators.Contains(' ');

    /// <summary>The number of fields of the line, with the empty ones.</summary>
    public int Count { get; private set; }

    /// <summary>True where the line ends within quotes.</summary>
    public bool EndsInQuotes { get; private set; }

    /// <summary>What was wrong with the line; null if nothing.</summary>
    public string Error { get; private set; }

    public void Split(string line)
    {
        _indices.Clear();
        _texts.Clear();
        Error = null;
        EndsInQuotes = false;
        ReadOnlyMemory<char> text = format.TrimWhitespace ? line.AsMemory().TrimEnd() : line.AsMemory();
        Count = format.AllowSparse ? SplitSparse(text) : SplitDense(text);
    }

    /// <summary>The place in the list of the first field whose index is at least this one.</summary>
    public int Find(int index)
    {
        int found = _indices.BinarySearch(index);
        return found < 0 ? ~found : found;
    }

    /// <summary>The fields from one index up to another.</summary>
    public IEnumerable<(int Index, ReadOnlyMemory<char> Text)> Between(int min, int end)
    {
        for (int i = Find(min); i < _indices.Count && _indices[i] < end; i++)
        {
            yield return (_indices[i], _texts[i]);
        }
    }

    private int SplitDense(ReadOnlyMemory<char> text)
    {
        int at = 0;
        int index = 0;
        bool more = true;
        while (more)
        {
            more = Next(text, ref at, out ReadOnlyMemory<char> field, out _);
            if (!field.IsEmpty || format.MissingRealsAsNaNs)
            {
                Add(index, field);
            }

            index++;
        }

        return index;
    }

    /// <summary>Plain fields, then their number of sparse ones (unless the options give it), then `index:value`.</summary>
    private int SplitSparse(ReadOnlyMemory<char> text)
    {
        int at = 0;
        int index = 0;
        int sparseStart = -1;
        int size = format.InputSize;
        int previous = -1;
        bool more = true;
        while (more)
        {
            more = Next(text, ref at, out ReadOnlyMemory<char> field, out int sparseIndex);
            if (sparseIndex < 0)
            {
                if (sparseStart >= 0)
                {
                    Error = "Non-sparse formatted value follows sparse formatted value";
                    break;
                }

                if (!field.IsEmpty)
                {
                    Add(index, field);
                }

                index++;
                continue;
            }

            if (sparseStart < 0)
            {
                if (size > 0)
                {
                    sparseStart = _indices.Count;
                }
                else if (TakeSize(index, out int count))
                {
                    sparseStart = index - 1;
                    size = sparseStart + count;
                }
                else
                {
                    Error = "Missing or bad dimensionality or ambiguous sparse item. Use sparse=- for non-sparse file, and/or quote the value.";
                    break;
                }
            }

            if (sparseIndex >= size - sparseStart)
            {
                Error = "Sparse item index larger than expected. Is the specified size incorrect?";
                break;
            }

            if (sparseIndex <= previous)
            {
                Error = "Sparse indices out of order";
                break;
            }

            previous = sparseIndex;
            if (!field.IsEmpty)
            {
                Add(sparseStart + sparseIndex, field);
            }
        }

        return sparseStart < 0 ? Math.Max(index, size) : size;
    }

    private bool TakeSize(int index, out int size)
    {
        size = 0;
        int last = _indices.Count - 1;
        if (last < 0 || _indices[last] != index - 1 || !int.TryParse(_texts[last].Span, out size) || size <= 0)
        {
            return false;
        }

        _indices.RemoveAt(last);
        _texts.RemoveAt(last);
        return true;
    }

    private void Add(int index, ReadOnlyMemory<char> text)
    {
        _indices.Add(index);
        _texts.Add(text);
    }

    /// <summary>Reads a field; false if it is the last one.</summary>
    private bool Next(ReadOnlyMemory<char> text, ref int at, out ReadOnlyMemory<char> field, out int sparseIndex)
    {
        ReadOnlySpan<char> span = text.Span;
        SkipSpaces(span, ref at);
        sparseIndex = format.AllowSparse ? TakeSparseIndex(span, ref at) : -1;
        if (at < span.Length && span[at] == '"' && format.AllowQuoting)
        {
            field = TakeQuoted(span, ref at);
        }
        else
        {
            int length = span[at..].IndexOfAny(format.Separators);
            int end = length < 0 ? span.Length : at + length;
            field = text[at..end];
            at = end;
        }

        return at++ < span.Length;
    }

    private void SkipSpaces(ReadOnlySpan<char> span, ref int at)
    {
        while (!_spaceSeparates && at < span.Length && span[at] == ' ')
        {
            at++;
        }
    }

    private int TakeSparseIndex(ReadOnlySpan<char> span, ref int at)
    {
        int end = at;
        while (end < span.Length && end < at + 9 && char.IsAsciiDigit(span[end]))
        {
            end++;
        }

        if (end == at || end >= span.Length || span[end] != ':')
        {
            return -1;
        }

        int index = int.Parse(span[at..end]);
        at = end + 1;
        SkipSpaces(span, ref at);
        return index;
    }

    private ReadOnlyMemory<char> TakeQuoted(ReadOnlySpan<char> span, ref int at)
    {
        _quoted.Clear();
        bool closed = false;
        for (at++; at < span.Length && !closed; at++)
        {
            if (span[at] == format.EscapeChar && at + 1 < span.Length && span[at + 1] == '"')
            {
                _quoted.Append('"');
                at++;
            }
            else if (span[at] == '"')
            {
                closed = true;
            }
            else
            {
                _quoted.Append(span[at]);
            }
        }

        EndsInQuotes = !closed;
        bool garbage = false;
        for (; at < span.Length && !format.Separators.Contains(span[at]); at++)
        {
            garbage |= span[at] != ' ';
        }

        if (!closed || garbage)
        {
            Error = "Illegal quoting";
            return default;
        }

        return _quoted.ToString().AsMemory();
    }
}
