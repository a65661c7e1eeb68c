using System.Globalization;
using System.IO.Compression;
using MLExtensions.Testing;

namespace MLExtensions.Networks.Tests;

/// <summary>LightGBM's ranking sample: grades 0 to 4 of documents, 201 queries to train on and 50 to test.</summary>
internal sealed class RankingSample
{
    public const int FeatureCount = 301;

    private RankingSample(float[] features, float[] labels, int[] groups)
    {
        Features = features;
        Labels = labels;
        Groups = groups;
    }

    public float[] Features { get; }

    public float[] Labels { get; }

    public int[] Groups { get; }

    public InMemoryData Data => new([FeatureCount], Features, Labels, default, Groups);

    /// <summary>Both parts, features standardised by the training rows.</summary>
    public static (RankingSample Training, RankingSample Test) Read()
    {
        RankingSample training = Read("train"), test = Read("test");
        for (int feature = 0; feature < FeatureCount; feature++)
        {
            int column = feature;
            double[] values = [.. Enumerable.Range(0, training.Labels.Length).Select(row => (double)training.Features[(row * FeatureCount) + column])];
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2)));
            foreach (RankingSample part in new[] { training, test })
            {
                for (int i = column; i < part.Features.Length; i += FeatureCount)
                {
                    part.Features[i] = (float)((part.Features[i] - mean) / (deviation > 0 ? deviation : 1));
                }
            }
        }

        return (training, test);
    }

    private static RankingSample Read(string part)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(SharedFolder.Require("data", "lambdarank-sample", $"rank.{part}.gz")), CompressionMode.Decompress));
        string[][] lines = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        float[] features = new float[lines.Length * FeatureCount];
        for (int row = 0; row < lines.Length; row++)
        {
            foreach (string[] entry in lines[row].Skip(1).Select(entry => entry.Split(':')))
            {
                features[(row * FeatureCount) + int.Parse(entry[0], CultureInfo.InvariantCulture)] = float.Parse(entry[1], CultureInfo.InvariantCulture);
            }
        }

        int[] sizes = [.. File.ReadLines(SharedFolder.Require("data", "lambdarank-sample", $"rank.{part}.query")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        return new RankingSample(
            features, [.. lines.Select(line => float.Parse(line[0], CultureInfo.InvariantCulture))], [.. sizes.SelectMany((size, query) => Enumerable.Repeat(query, size))]);
    }
}
