using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML.Tests;

/// <summary>Small data with known answers, of all kinds of columns.</summary>
internal static class TestRows
{
    public sealed class Row
    {
        public float Size { get; set; }

        public float Weight { get; set; }

        public string City { get; set; } = "";

        public string Note { get; set; } = "";

        [VectorType(12, 2)]
        public float[] Signal { get; set; } = [];

        public VBuffer<float> Steps { get; set; }

        [VectorType(1, 8, 8)]
        public float[] Picture { get; set; } = [];

        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public string Color { get; set; } = "";

        public float Target { get; set; }

        public float RowWeight { get; set; } = 1;
    }

    /// <summary>The label is whether the size is above the weight, unless the city is "north"; the target and the color follow it, and so do the text, the signal and the picture.</summary>
    public static IDataView View(MLContext context, int count = 240, int seed = 1)
    {
        var random = new Random(seed);
        string[] cities = ["north", "south", "west"], colors = ["red", "green", "blue"];
        var rows = new List<Row>();
        for (int i = 0; i < count; i++)
        {
            float size = random.NextSingle(), weight = random.NextSingle();
            int city = random.Next(3);
            bool label = (size > weight) ^ (city == 0);
            float sign = label ? 1 : -1;
            rows.Add(new Row
            {
                Size = size,
                Weight = weight,
                City = cities[city],
                Note = label ? "good and quick" : "slow or bad",
                Signal = [.. Enumerable.Range(0, 24).Select(_ => sign + random.NextSingle())],
                Steps = new VBuffer<float>(3 + (i % 4), [.. Enumerable.Range(0, 3 + (i % 4)).Select(_ => sign + random.NextSingle())]),
                Picture = [.. Enumerable.Range(0, 64).Select(_ => sign + random.NextSingle())],
                Features = [size, weight, city],
                Label = label,
                Color = colors[label ? 0 : 1 + (i % 2)],
                Target = (10 * size) - (5 * weight) + city,
            });
        }

        return context.Data.LoadFromEnumerable(rows);
    }

    /// <summary>All scores of a scored view.</summary>
    public static float[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score")];
}
