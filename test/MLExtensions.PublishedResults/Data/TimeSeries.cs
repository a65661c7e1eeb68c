using System.Globalization;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.PublishedResults;

/// <summary>Problems of the UCR and UEA archive: steps of one or several numbers, step by step.</summary>
internal static class TimeSeries
{
    public const string File = "uea-ucr/uea_ucr.zip";

    /// <summary>The archive's rows to train on and to test on. A problem of unequal lengths has vectors of unknown size, others [time, features].</summary>
    public static (IDataView Training, IDataView Test) Load(MLContext context, string folder, string problem)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(folder, File));
        Series[] training = Read(archive, $"{problem}_TRAIN.ts", out int features), test = Read(archive, $"{problem}_TEST.ts", out _);
        int length = training[0].Values.Length;
        var definition = SchemaDefinition.Create(typeof(Series));
        definition[nameof(Series.Values)].ColumnType = training.Concat(test).All(row => row.Values.Length == length)
            ? new VectorDataViewType(NumberDataViewType.Single, length / features, features)
            : new VectorDataViewType(NumberDataViewType.Single);
        return (context.Data.LoadFromEnumerable(training, definition), context.Data.LoadFromEnumerable(test, definition));
    }

    private static Series[] Read(ZipArchive archive, string name, out int features)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        List<Series> rows = [];
        int count = 1;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] is '@' or '#')
            {
                continue;
            }

            string[] parts = line.Split(':');
            float[][] channels = [.. parts[..^1].Select(part => part.Split(',').Select(value => float.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
            count = channels.Length;
            rows.Add(new Series
            {
                Label = parts[^1].Trim(),
                Values = [.. Enumerable.Range(0, channels[0].Length).SelectMany(step => channels.Select(channel => channel[step]))],
            });
        }

        features = count;
        return [.. rows];
    }
}
