using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A loader's columns with the fields that each is read from.</summary>
internal sealed class TextBindings
{
    private const int Open = int.MaxValue;

    public TextBindings(IHost host, TextLoader.Column[] columns, TextFormat format, IMultiStreamSource headerFile, IMultiStreamSource sample)
    {
        foreach (TextLoader.Column column in columns)
        {
            host.CheckUserArg(column.Source is { Length: > 0 }, "Source", "Must specify some source column indices");
        }

        bool needsSize = format.InputSize == 0 && columns.Any(column => column.Source.Any(range => range.AutoEnd && range.Max is null));
        int inputSize = needsSize ? SizeOf(host, sample, format) : format.InputSize;
        Columns = [.. columns.Select(column => Bind(host, column, inputSize, Others(columns, column)))];
        string header = headerFile is not null ? TextLines.First(headerFile, format, 1).FirstOrDefault()
            : format.HasHeader ? TextLines.First(sample, format, 1).FirstOrDefault()
            : null;
        TextFields names = header is null ? null : new TextFields(format);
        names?.Split(header);
        Schema = SchemaExtensions.MakeSchema(
            Columns.Select(column => new DataViewSchema.DetachedColumn(column.Name, column.Type, SlotNames(column, names))));
    }

    public IReadOnlyList<Column> Columns { get; }

    public DataViewSchema Schema { get; }

    private static int SizeOf(IHost host, IMultiStreamSource sample, TextFormat format)
    {
        var fields = new TextFields(format);
        var sizes = new HashSet<int>();
        foreach (string line in TextLines.First(sample, format, 100))
        {
            fields.Split(line);
            sizes.Add(fields.Count);
        }

        host.CheckUserArg(sizes.Count > 0, "Source", "Can't determine the number of source columns without valid data");
        host.CheckUserArg(sizes.Count == 1, "Source", "The size of input lines is not consistent");
        return sizes.First();
    }

    private static IEnumerable<TextLoader.Range> Others(TextLoader.Column[] columns, TextLoader.Column column) =>
        columns.SelectMany(other => other.Source).Where(range => !range.AllOther || !column.Source.Contains(range));

    private static Column Bind(IHost host, TextLoader.Column column, int inputSize, IEnumerable<TextLoader.Range> others)
    {
        host.CheckNonWhiteSpace(column.Name, nameof(column.Name));
        var segments = new List<Segment>();
        foreach (TextLoader.Range range in column.Source)
        {
            Segment segment = ToSegment(host, range, inputSize);
            if (range.AllOther)
            {
                segments.AddRange(Without(segment, others.Select(other => ToSegment(host, other, inputSize))));
            }
            else
            {
                segments.Add(segment);
            }
        }

        host.CheckUserArg(segments.Count > 0, nameof(TextLoader.Range.AllOther), "No index is selected as all other indexes.");
        Segment[] sorted = [.. segments.OrderBy(segment => segment.Min)];
        for (int i = 1; i < sorted.Length; i++)
        {
            host.CheckUserArg(sorted[i - 1].End <= sorted[i].Min, "Source", $"Intervals specified for column '{column.Name}' overlap");
        }

        int size = segments.Where(segment => segment.End != Open).Sum(segment => segment.End - segment.Min);
        PrimitiveDataViewType itemType = ItemType(host, column);
        DataViewType type = segments.Any(segment => segment.End == Open) ? new VectorDataViewType(itemType)
            : size > 1 || segments[0].IsVector ? new VectorDataViewType(itemType, size)
            : itemType;
        return new Column(column.Name.Trim(), type, [.. segments]);
    }

    private static PrimitiveDataViewType ItemType(IHost host, TextLoader.Column column)
    {
        PrimitiveDataViewType type = column.DataKind == DataKind.String
            ? TextDataViewType.Instance
            : ColumnTypeExtensions.FromName(column.DataKind.ToString());
        host.CheckUserArg(type is not null, "Type", "Bad item type");
        if (column.KeyCount is null)
        {
            return type;
        }

        host.CheckUserArg(
            KeyDataViewType.IsValidDataType(type.RawType), "Type", $"Column '{column.Name}' has a KeyCount, but {column.DataKind} cannot be the type of a key.");
        return new KeyDataViewType(type.RawType, column.KeyCount.Count ?? MaxCount(type));
    }

    private static ulong MaxCount(PrimitiveDataViewType type) =>
        type == NumberDataViewType.Byte ? byte.MaxValue
        : type == NumberDataViewType.UInt16 ? ushort.MaxValue
        : type == NumberDataViewType.UInt32 ? uint.MaxValue
        : ulong.MaxValue;

    private static Segment ToSegment(IHost host, TextLoader.Range range, int inputSize)
    {
        host.CheckUserArg(range.Min >= 0 && !(range.Max < range.Min), nameof(range.Max), "A range must not end before it starts.");
        if (range.Max is int max)
        {
            return new Segment(range.Min, max + 1, range.ForceVector);
        }

        if (range.AutoEnd)
        {
            host.CheckUserArg(
                range.Min < inputSize, nameof(range.Min), $"Column #{range.Min} not found in the dataset (it only has {inputSize} columns)");
            return new Segment(range.Min, inputSize, true);
        }

        return range.VariableEnd ? new Segment(range.Min, Open, true) : new Segment(range.Min, range.Min + 1, range.ForceVector);
    }

    private static IEnumerable<Segment> Without(Segment all, IEnumerable<Segment> others)
    {
        int min = all.Min;
        foreach (Segment other in others.OrderBy(segment => segment.Min))
        {
            if (min < other.Min && min < all.End)
            {
                yield return new Segment(min, Math.Min(other.Min, all.End), true);
            }

            min = Math.Max(min, other.End);
        }

        if (min < all.End)
        {
            yield return new Segment(min, all.End, true);
        }
    }

    private static DataViewSchema.Annotations SlotNames(Column column, TextFields header)
    {
        if (header is null || column.Type is not VectorDataViewType { Size: > 0 } vector)
        {
            return null;
        }

        var names = new ReadOnlyMemory<char>[vector.Size];
        bool any = false;
        int start = 0;
        foreach (Segment segment in column.Segments)
        {
            foreach ((int index, ReadOnlyMemory<char> text) in header.Between(segment.Min, segment.End))
            {
                names[start + index - segment.Min] = text.Trim();
                any = true;
            }

            start += segment.End - segment.Min;
        }

        if (!any)
        {
            return null;
        }

        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddSlotNames(
            names.Length,
            (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        return builder.ToAnnotations();
    }

    /// <summary>Fields from <paramref name="Min"/> up to <paramref name="End"/>, or to the end of the line.</summary>
    internal readonly record struct Segment(int Min, int End, bool IsVector)
    {
        public int EndIn(TextFields fields) => End == Open ? Math.Max(Min, fields.Count) : End;
    }

    internal sealed record Column(string Name, DataViewType Type, Segment[] Segments);
}
