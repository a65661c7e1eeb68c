using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML;

/// <summary>What trials are trained and evaluated on: the folds of one data view, or one for each.</summary>
internal sealed class SearchData
{
    // Enough to tell one data set from another, and read at once.
    private const int DigestedRows = 1000;

    private readonly IDataView _data;
    private readonly IDataView? _validation;
    private readonly int _foldCount;
    private readonly string? _samplingKeyColumnName;
    private readonly Lock _lock = new();
    private IReadOnlyList<Fold>? _folds;

    private SearchData(IDataView data, IDataView? validation, int foldCount, string? samplingKeyColumnName)
    {
        _data = data;
        _validation = validation;
        _foldCount = foldCount;
        _samplingKeyColumnName = samplingKeyColumnName;
    }

    /// <summary>The columns of the training data.</summary>
    public DataViewSchema Schema => _data.Schema;

    public static SearchData CrossValidated(IDataView data, int folds, string? samplingKeyColumnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (folds < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), $"fold is {folds}; expected at least 2. To validate on other rows give two data views.");
        }

        if (samplingKeyColumnName is not null && data.Schema.GetColumnOrNull(samplingKeyColumnName) is null)
        {
            throw new ArgumentException($"The data has no column '{samplingKeyColumnName}', which samplingKeyColumnName names.", nameof(samplingKeyColumnName));
        }

        return new SearchData(data, null, folds, samplingKeyColumnName);
    }

    public static SearchData Divided(IDataView train, IDataView validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        return new SearchData(train, validation, 1, null);
    }

    /// <summary>The folds; of the same seed the same rows, in every process.</summary>
    /// <param name="context">The search's context.</param>
    /// <param name="seed">The search's seed.</param>
    public IReadOnlyList<Fold> Folds(MLContext context, int seed)
    {
        lock (_lock)
        {
            return _folds ??= _validation is not null
                ? [new Fold(_data, _validation)]
                : [.. context.Data.CrossValidationSplit(_data, _foldCount, _samplingKeyColumnName, seed).Select(split => new Fold(split.TrainSet, split.TestSet))];
        }
    }

    /// <summary>What tells these data from others: columns, the values of the first rows, and where it is known at once the number of rows.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("data, division", _validation is not null ? "training and validation data" : $"{_foldCount} folds{(_samplingKeyColumnName is null ? "" : $" by '{_samplingKeyColumnName}'")}");
        foreach (var part in Describe(_data, _validation is null ? "data" : "training data").Concat(_validation is null ? [] : Describe(_validation, "validation data")))
        {
            yield return part;
        }
    }

    /// <summary>The number of rows, which a search writes down; to count them may mean to read them all.</summary>
    public IEnumerable<KeyValuePair<string, string>> CountRows()
    {
        yield return new("data, rows", CountRows(_data).ToString(CultureInfo.InvariantCulture));
        if (_validation is not null)
        {
            yield return new("validation data, rows", CountRows(_validation).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static long CountRows(IDataView view)
    {
        if (view.GetRowCount() is { } known)
        {
            return known;
        }

        long rows = 0;
        using var cursor = view.GetRowCursor([]);
        while (cursor.MoveNext())
        {
            rows++;
        }

        return rows;
    }

    private static IEnumerable<KeyValuePair<string, string>> Describe(IDataView view, string name)
    {
        yield return new($"{name}, columns", string.Join(", ", view.Schema.Where(column => !column.IsHidden).Select(column => $"{column.Name}:{column.Type}")));
        yield return new($"{name}, first rows", Digest(view));
    }

    private static string Digest(IDataView view)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var columns = view.Schema.Where(column => !column.IsHidden && IsDigested(column.Type)).ToList();
        using var cursor = view.GetRowCursor(columns);
        var readers = columns.ConvertAll(column => Reader(cursor, column, hash));
        for (int row = 0; row < DigestedRows && cursor.MoveNext(); row++)
        {
            foreach (var read in readers)
            {
                read();
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static bool IsDigested(DataViewType type) =>
        type is NumberDataViewType or BooleanDataViewType or KeyDataViewType or TextDataViewType || type is VectorDataViewType { ItemType: NumberDataViewType item } && item.RawType == typeof(float);

    private static Action Reader(DataViewRow row, DataViewSchema.Column column, IncrementalHash hash)
    {
        if (column.Type is VectorDataViewType)
        {
            var vectors = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> vector = default;
            return () =>
            {
                vectors(ref vector);
                hash.AppendData(MemoryMarshal.AsBytes(vector.GetValues()));
                hash.AppendData(MemoryMarshal.AsBytes(vector.GetIndices()));
                hash.AppendData(BitConverter.GetBytes(vector.Length));
            };
        }

        if (column.Type is TextDataViewType)
        {
            var texts = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                texts(ref text);
                hash.AppendData(MemoryMarshal.AsBytes(text.Span));
                hash.AppendData(BitConverter.GetBytes(text.Length));
            };
        }

        if (column.Type is KeyDataViewType)
        {
            var keys = KeyGetter.Create(row, column);
            return () => hash.AppendData(BitConverter.GetBytes(keys()));
        }

        var numbers = NumberGetter.Create(row, column);
        float number = 0;
        return () =>
        {
            numbers(ref number);
            hash.AppendData(BitConverter.GetBytes(number));
        };
    }

    /// <summary>What one model is trained on, and what it is evaluated on.</summary>
    /// <param name="TrainSet">The rows to train on.</param>
    /// <param name="TestSet">The rows to evaluate on.</param>
    internal sealed record Fold(IDataView TrainSet, IDataView TestSet);
}
