using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>Small data with a known answer, and the digits that the examples ship.</summary>
internal static class TestData
{
    public sealed class Point
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public string Color { get; set; } = "";

        public int Grade { get; set; }

        public bool Label { get; set; }

        public float Target { get; set; }

        public float Weight { get; set; } = 1;

        public bool Held { get; set; }

        public int Row { get; set; }
    }

    public sealed class Digit
    {
        [LoadColumn(0, 63)]
        [VectorType(64)]
        public float[] Pixels { get; set; } = [];

        [LoadColumn(64)]
        public int Number { get; set; }
    }

    /// <summary>
    /// Four features between -1 and 1. Label: the first two have the same sign. Color: which of the first three is largest.
    /// Target: 100 + 30 times the first less 20 times the second.
    /// </summary>
    public static List<Point> Points(int count, int seed = 1)
    {
        var random = new Random(seed);
        var points = new List<Point>(count);
        for (int i = 0; i < count; i++)
        {
            float[] x = [.. Enumerable.Range(0, 4).Select(_ => (2 * random.NextSingle()) - 1)];
            int largest = Array.IndexOf(x, x.Take(3).Max());
            points.Add(new Point
            {
                Features = x,
                Label = x[0] * x[1] > 0,
                Color = ((string[])["red", "green", "blue"])[largest],
                Grade = 10 * (largest + 1),
                Target = 100 + (30 * x[0]) - (20 * x[1]),
                Held = i % 5 == 0,
                Row = i,
            });
        }

        return points;
    }

    public static IDataView View(MLContext context, IEnumerable<Point> points) => context.Data.LoadFromEnumerable(points);

    /// <summary>The handwritten digits of examples/data: 64 pixel values from 0 to 16 and the digit.</summary>
    public static IDataView Digits(MLContext context) =>
        context.Data.LoadFromTextFile<Digit>(Path.Combine(Repository.Root, "examples", "data", "digits.csv"), separatorChar: ',');
}
