using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>The first pass over the training data: learns of the columns what the network must know, and keeps the rows as long as they fit in memory.</summary>
internal static class RowScan
{
    /// <param name="source">The data; its texts have no vocabulary yet.</param>
    /// <param name="options">How columns are taken, and how much memory there is for rows.</param>
    /// <param name="seed">Of the sample that quantiles are taken from.</param>
    /// <param name="poll">Called every so many rows; it may throw.</param>
    public static ScannedRows Run(RowSource source, NetworkTrainerOptions options, int seed, Action poll)
    {
        ColumnScan[] scans = [.. source.Features.Columns.Select(column => ColumnScan.Of(column, options, seed))];
        var collecting = source.With(source.Features.Collecting([.. scans.Select(scan => scan.Builder)]));
        var labels = new LabelSummary(source.Layout.LabelSize);
        var store = new RowStore(source.Layout);
        List<int> training = [], held = [];
        long count = 0, heldCount = 0;
        int groups = 0, lastGroup = -1;
        using var hash = options.Checkpoint is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rows = collecting.Open(poll);
        while (rows.MoveNext())
        {
            hash?.AppendData(MemoryMarshal.AsBytes(rows.Header));
            hash?.AppendData(MemoryMarshal.AsBytes(rows.Features));
            if (store is not null)
            {
                (rows.IsHeld ? held : training).Add(store.Count);
                store.Add(rows.Header, rows.Features);
                if (store.Bytes > options.CacheMegabytes * (1L << 20))
                {
                    (store, training, held) = (null, [], []);
                }
            }

            if (rows.IsHeld)
            {
                heldCount++;
                continue;
            }

            count++;
            groups += rows.Group != lastGroup ? 1 : 0;
            lastGroup = rows.Group;
            labels.Add(rows.Label, rows.Group);
            int place = 0;
            foreach (var scan in scans)
            {
                scan.Add(rows.Features.Slice(place, scan.Column.Size));
                place += scan.Column.Size;
            }
        }

        List<string> remarks = [];
        var (features, input) = count == 0 ? (source.Features, null) : Finish(scans, store, remarks);
        AddVocabularies(hash, features);
        return new ScannedRows
        {
            Features = features,
            Input = input ?? new InputDescription([source.Features.Size]),
            Labels = labels,
            Count = count,
            HeldCount = heldCount,
            GroupCount = groups,
            Skipped = rows.Skipped,
            Store = store,
            TrainingRows = training,
            HeldRows = held,
            Digest = hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset()),
            Remarks = remarks,
        };
    }

    private static (FeatureColumns Features, InputDescription? Input) Finish(ColumnScan[] scans, RowStore? store, List<string> remarks)
    {
        List<FeatureColumn> columns = [];
        List<InputColumn> inputs = [];
        int place = 0;
        foreach (var scan in scans)
        {
            var (column, input) = scan.Finish(remarks, out int[]? map);
            columns.Add(column);
            inputs.Add(input);
            if (map is not null)
            {
                store?.MapIndex(place, map);
            }

            place += column.Size;
        }

        return (new FeatureColumns(columns), InputDescription.Of(inputs));
    }

    // Texts were hashed as indices in the order in which they came.
    private static void AddVocabularies(IncrementalHash? hash, FeatureColumns features)
    {
        foreach (var column in features.Columns.Where(column => column.Vocabulary is not null))
        {
            hash?.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{column.Name}:{string.Join('\n', column.Vocabulary!)}")));
        }
    }
}
