using System.Globalization;
using System.IO.Compression;
using MLExtensions.Testing;

namespace MLExtensions.Networks.Tests;

/// <summary>The optical digits of UCI: 64 counts of 0 to 16 a row, and the digit.</summary>
internal sealed class Digits
{
    public const int FeatureCount = 64;

    private Digits(float[] features, int[] labels)
    {
        Features = features;
        Labels = labels;
    }

    /// <summary>The counts, divided by 16.</summary>
    public float[] Features { get; }

    public int[] Labels { get; }

    public static Digits Training() => Read("optdigits-train.csv.gz");

    public static Digits Test() => Read("optdigits-test.csv.gz");

    public InMemoryData Data() => new([FeatureCount], Features, Labels);

    private static Digits Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(SharedFolder.Require("data", "optdigits", file)), CompressionMode.Decompress));
        int[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',').Select(value => int.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        return new Digits([.. rows.SelectMany(row => row.Take(FeatureCount)).Select(count => count / 16f)], [.. rows.Select(row => row[FeatureCount])]);
    }
}
