using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Columns;

/// <summary>The columns that make up a row of the network's input, one after the other.</summary>
internal sealed class FeatureColumns
{
    private const string Expected = "numbers or booleans (a scalar, or a vector of known size such as Vector<Single>), or one key or text as a category";

    private const string Advice =
        "Convert it in the pipeline before the network: free text with Text.FeaturizeText, dates to numbers or text. Texts as tokens, sequences and images are for architectures that take such, "
        + "as the only feature column; ColumnInputs says how.";

    private readonly ITextIndex?[] _texts;

    /// <param name="columns">The columns, in the order in which their values stand in a row.</param>
    public FeatureColumns(IReadOnlyList<FeatureColumn> columns)
        : this(columns, [.. columns.Select(column => column.Vocabulary is { } values ? new TextVocabulary(values) : null)])
    {
    }

    private FeatureColumns(IReadOnlyList<FeatureColumn> columns, ITextIndex?[] texts)
    {
        Columns = columns;
        Size = columns.Sum(column => column.Size);
        _texts = texts;
    }

    /// <summary>The columns, in the order in which their values stand in a row.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Number of values in a row.</summary>
    public int Size { get; }

    /// <summary>Takes the columns as they are in the training data; texts have no vocabulary yet.</summary>
    /// <param name="data">The training data. It is read where a column needs a tokenizer, a length or a size first.</param>
    /// <param name="options">Which columns, and how they are taken.</param>
    /// <param name="missing">What the options say of missing values.</param>
    /// <param name="split">Whether the options' validation column holds rows out.</param>
    /// <param name="poll">Called every so many rows; it may throw.</param>
    /// <param name="remarks">Receives what the user should know.</param>
    public static FeatureColumns Learn(IDataView data, NetworkTrainerOptions options, MissingHandling missing, bool split, Action poll, List<string> remarks)
    {
        var schema = data.Schema;
        DataViewSchema.Column? held = split && options.ValidationColumnName is { } name ? SchemaColumns.Find(schema, name, "validation") : null;
        FeatureColumn Take(DataViewSchema.Column column)
        {
            if (options.InputOf(ColumnShape.Of(column), column.Type) is not { } input)
            {
                return Describe(column);
            }

            CheckWhole(ColumnShape.Of(column), input, options);
            var format = input.Learn(new ColumnRows(data, column, held, poll), column, remarks);
            return new FeatureColumn(column.Name, format.Size, column.Type is VectorDataViewType) { Kind = FeatureKind.Row, Row = format };
        }

        FeatureColumn[] columns = [.. options.FeatureColumnNames.Select(name => Take(Find(schema, name, options)) with { Missing = missing, IsOriginal = options.OriginalColumns })];
        return columns.Sum(column => (long)column.Size) <= Array.MaxLength
            ? new(columns)
            : throw new ArgumentOutOfRangeException(nameof(data), $"The feature columns have {columns.Sum(column => (long)column.Size)} values a row; at most {Array.MaxLength} are possible.");
    }

    /// <summary>A feature column by name, as the options want it.</summary>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, NetworkTrainerOptions options) =>
        options.OriginalColumns ? SchemaColumns.FindOriginal(schema, name, "feature") : SchemaColumns.Find(schema, name, "feature");

    /// <summary>The same columns, with texts that are collected as they come.</summary>
    public FeatureColumns Collecting(VocabularyBuilder?[] builders) => new(Columns, builders);

    /// <summary>What gives the texts of a column their indices.</summary>
    public ITextIndex TextIndex(int column) =>
        _texts[column] ?? throw new InvalidOperationException($"The text column '{Columns[column].Name}' has no vocabulary.");

    /// <summary>The same columns in another schema; an error where one is missing or of another size.</summary>
    public DataViewSchema.Column[] FindIn(DataViewSchema schema) =>
        [.. Columns.Select(fitted =>
        {
            var column = fitted.FindIn(schema);
            if (fitted.Row is { } format)
            {
                return format.Reads(column) ? column : throw new ArgumentOutOfRangeException(
                    nameof(schema), $"The feature column '{fitted.Name}' is {ColumnShape.Of(column).TypeText}; the network was fitted on {format.Noun}. Use the same featurisation as in training.");
            }

            var found = Describe(column);
            return found.IsLike(fitted)
                ? column
                : throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"The feature column '{fitted.Name}' has {Values(found)}; the network was fitted on {Values(fitted)}. Use the same featurisation as in training.");
        })];

    /// <summary>The column and slot behind a place in the row, for messages.</summary>
    public string Describe(int place)
    {
        foreach (var column in Columns)
        {
            if (place < column.Size)
            {
                return column.IsVector ? $"column '{column.Name}', slot {place}" : $"column '{column.Name}'";
            }

            place -= column.Size;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }

    private static string Values(FeatureColumn column) => column.Kind switch
    {
        FeatureKind.Key => $"keys of {column.KeyCount} values",
        FeatureKind.Text => "texts",
        _ => column.IsVector ? $"a vector of {column.Size} values" : "one value",
    };

    private static FeatureColumn Describe(DataViewSchema.Column column)
    {
        CheckPart(ColumnShape.Of(column));
        return column.Type switch
        {
            VectorDataViewType vector => new FeatureColumn(column.Name, vector.Size, true),
            KeyDataViewType key => new FeatureColumn(column.Name, 1, false) { Kind = FeatureKind.Key, KeyCount = KeyCount(column, key) },
            TextDataViewType => new FeatureColumn(column.Name, 1, false) { Kind = FeatureKind.Text },
            _ => new FeatureColumn(column.Name, 1, false),
        };
    }

    private static int KeyCount(DataViewSchema.Column column, KeyDataViewType key) => key.Count is > 0 and <= CategoryIndex.MaximumKnown
        ? (int)key.Count
        : throw SchemaColumns.Mismatch(
            "feature", ColumnShape.Of(column), $"a key of at most {CategoryIndex.MaximumKnown} values; this one has {key.Count}", "Hash it to fewer values, or leave it out.");

    /// <summary>Throws where a column's type cannot be a feature's; its size may be unknown yet.</summary>
    public static void Check(ColumnShape column, NetworkTrainerOptions options)
    {
        if (options.InputOf(column, type: null) is { } input)
        {
            CheckWhole(column, input, options);
            return;
        }

        CheckPart(column);
    }

    private static void CheckWhole(ColumnShape column, ColumnInput input, NetworkTrainerOptions options)
    {
        if (options.FeatureColumnNames.Count > 1)
        {
            throw SchemaColumns.Mismatch(
                "feature", column, $"no more than that column, as it is taken by a {input.GetType().Name}; there are {options.FeatureColumnNames.Count} feature columns", "Give it alone, or turn it into numbers in the pipeline.");
        }

        input.Check(column);
    }

    private static void CheckPart(ColumnShape column)
    {
        bool good = column.Kind switch
        {
            VectorKind.Vector => column.IsNumeric,
            VectorKind.Scalar => column.IsNumeric || column.IsKey || column.IsText,
            _ => false,
        };
        if (!good)
        {
            throw SchemaColumns.Mismatch("feature", column, Expected, Advice);
        }
    }
}
