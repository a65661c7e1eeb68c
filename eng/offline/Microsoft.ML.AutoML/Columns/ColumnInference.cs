using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

/// <summary>How a text file is laid out: its separator, its columns with their types, and what they serve for.</summary>
internal static class ColumnInference
{
    private const int MostColumns = 10000;
    private const long MostRows = 10000;
    private const long RowsToSplit = 1000;

    private static readonly bool[] FalseThenTrue = [false, true];

    private static readonly char[] Separators = ['\t', ',', ' ', ';'];

    /// <param name="format">Chosen by the caller; null for what the file says.</param>
    /// <param name="labelIndex">Null where the label is known by its name.</param>
    public static ColumnInferenceResults Infer(
        MLContext context, string path, InferenceOptions format, ColumnInformation information, int? labelIndex, bool hasHeader)
    {
        TextSample sample = TextSample.Of(path);
        (TextLoader.Options options, int columnCount) = FindLayout(context, sample, format);
        options.Columns = FindColumns(context, sample, options, columnCount, information?.LabelColumnName, ref labelIndex, hasHeader);
        options.HasHeader = hasHeader;
        options.TrimWhitespace = format.TrimWhitespace;
        information ??= new ColumnInformation { LabelColumnName = options.Columns[labelIndex.Value].Name };
        IDataView data = context.Data.CreateTextLoader(options).Load(new MultiFileSource(path));
        foreach ((string name, _) in ColumnRoles.Of(information))
        {
            _ = data.Schema.GetColumnOrNull(name) ?? throw new ArgumentException($"Specified column {name} is not found in the dataset.");
        }

        ColumnPurpose[] purposes = PurposeInference.Infer(context, data, information);
        var columns = options.Columns.Zip(purposes).ToList();
        columns = format.GroupColumns ? ColumnGroups.Of(columns, hasHeader) : columns;
        options.Columns = [.. columns.Select(column => column.First)];
        return new ColumnInferenceResults(options, ColumnRoles.ToInformation(columns.Select(column => (column.First.Name, column.Second))));
    }

    /// <summary>The first layout that gives more than one column.</summary>
    private static (TextLoader.Options Options, int ColumnCount) FindLayout(MLContext context, TextSample sample, InferenceOptions format)
    {
        var layouts =
            from sparse in FalseThenTrue
            from doesNotQuote in FalseThenTrue
            from separator in format.Separator is char only ? [only] : Separators
            from multiline in FalseThenTrue
            select new TextLoader.Options { AllowSparse = sparse, AllowQuoting = !doesNotQuote, Separators = [separator], ReadMultilines = multiline };
        foreach (TextLoader.Options layout in layouts)
        {
            layout.Columns = [new TextLoader.Column { Name = "C", DataKind = DataKind.String, Source = [new TextLoader.Range(0, null)] }];
            if (CountColumns(context, sample, layout) is int count and > 1)
            {
                layout.AllowQuoting = format.AllowQuoting ?? layout.AllowQuoting;
                layout.AllowSparse = format.AllowSparse ?? layout.AllowSparse;
                return (layout, count);
            }
        }

        throw new InferenceException(
            InferenceExceptionType.ColumnSplit,
            "Unable to split the file provided into multiple, consistent columns. Readable formats include delimited files such as CSV/TSV. "
            + "Check for a consistent number of columns and proper escaping and quoting.");
    }

    /// <summary>0 where the file cannot be read so.</summary>
    private static int CountColumns(MLContext context, TextSample sample, TextLoader.Options layout)
    {
        try
        {
            IDataView rows = context.Data.TakeRows(context.Data.CreateTextLoader(layout, sample).Load(sample), RowsToSplit);
            return rows.GetColumn<VBuffer<ReadOnlyMemory<char>>>("C").GroupBy(row => row.Length).MaxBy(rows => rows.Count())?.Key ?? 0;
        }
        catch (Exception ex) when (ex is InvalidOperationException or FormatException or ArgumentException)
        {
            return 0;
        }
    }

    private static TextLoader.Column[] FindColumns(
        MLContext context, TextSample sample, TextLoader.Options layout, int count, string label, ref int? labelIndex, bool hasHeader)
    {
        layout.Columns = [new TextLoader.Column("C", DataKind.String, 0, count - 1)];
        ReadOnlyMemory<char>[][] rows = [.. context.Data.TakeRows(context.Data.CreateTextLoader(layout).Load(sample), MostRows)
            .GetColumn<ReadOnlyMemory<char>[]>("C")];
        if (count >= MostColumns || rows.Length < 2)
        {
            throw new InferenceException(InferenceExceptionType.ColumnDataType, "Unable to infer column types of the file provided.");
        }

        var format = new TextFormat(context, layout);
        var names = new HashSet<string>();
        var columns = new TextLoader.Column[count];
        for (int i = 0; i < count; i++)
        {
            string header = hasHeader ? rows[0][i].ToString() : "";
            columns[i] = new TextLoader.Column(UniqueName(names, string.IsNullOrWhiteSpace(header) ? $"col{i}" : header), TypeOf(rows, i, format), i);
        }

        if (labelIndex >= count)
        {
            throw new ArgumentOutOfRangeException(
                "LabelColumnIndex", $"Label column index ({labelIndex}) is >= than # of inferred columns ({count}).");
        }

        int found = labelIndex ?? Array.FindIndex(columns, column => column.Name == label);
        labelIndex = found >= 0 ? found : throw new ArgumentException($"Specified label column '{label}' was not found.");
        columns[found].DataKind = IsBoolean(rows, found, format) ? DataKind.Boolean : columns[found].DataKind;
        columns[found].Name = hasHeader ? columns[found].Name : DefaultColumnNames.Label;
        return columns;
    }

    private static string UniqueName(HashSet<string> names, string name)
    {
        string unique = name;
        for (int i = 0; !names.Add(unique); i++)
        {
            unique = $"{name}_{i:00}";
        }

        return unique;
    }

    /// <summary>By all rows but the first, which may be a header.</summary>
    private static DataKind TypeOf(ReadOnlyMemory<char>[][] rows, int column, TextFormat format)
    {
        var parse = (TextValue.Parser<float>)TextValue.ParserOf(NumberDataViewType.Single, format);
        return rows.Skip(1).All(row => parse(row[column], out _)) ? DataKind.Single
            : IsBoolean(rows, column, format) ? DataKind.Boolean
            : DataKind.String;
    }

    private static bool IsBoolean(ReadOnlyMemory<char>[][] rows, int column, TextFormat format)
    {
        var parse = (TextValue.Parser<bool>)TextValue.ParserOf(BooleanDataViewType.Instance, format);
        return rows.Skip(1).All(row => !row[column].IsEmpty && parse(row[column], out _));
    }
}
