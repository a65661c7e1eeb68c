using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>A row of a table whose last column is the class.</summary>
internal sealed class LabelledRow
{
    public string Label { get; set; } = "";

    public float[] Features { get; set; } = [];

    /// <summary>What <c>LoadFromEnumerable</c> is to make of it, with the number of features known.</summary>
    public static SchemaDefinition Schema(int featureCount)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(LabelledRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, featureCount);
        return schema;
    }

    public static LabelledRow[] Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        var rows = new List<LabelledRow>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            string[] fields = line.Split(',');
            rows.Add(new LabelledRow
            {
                Label = fields[^1],
                Features = [.. fields[..^1].Select(field => float.Parse(field, CultureInfo.InvariantCulture))],
            });
        }

        return [.. rows];
    }
}
