using System.IO.Compression;
using System.Globalization;
using Microsoft.ML;

namespace MLExtensions.PublishedResults;

/// <summary>The optical digits of 8 by 8 pixels.</summary>
internal static class Digits
{
    public const string TrainingFile = "optdigits/optdigits-train.csv.gz";
    public const string TestFile = "optdigits/optdigits-test.csv.gz";

    public static (IDataView Training, IDataView Test) Load(MLContext context, string folder) =>
        (context.Data.LoadFromEnumerable(Read(folder, TrainingFile)), context.Data.LoadFromEnumerable(Read(folder, TestFile)));

    private static List<Digit> Read(string folder, string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, file)), CompressionMode.Decompress));
        List<Digit> rows = [];
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            string[] values = line.Split(',');
            rows.Add(new Digit { Pixels = [.. values[..64].Select(value => float.Parse(value, CultureInfo.InvariantCulture))], Label = values[64] });
        }

        return rows;
    }
}
