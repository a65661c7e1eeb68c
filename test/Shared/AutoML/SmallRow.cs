using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Testing;

/// <summary>A row of small data, the same in every process.</summary>
public sealed class SmallRow
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];

    /// <summary>Whether the first two features' sum, and a little noise, is over 0.</summary>
    public bool Label { get; set; }

    /// <summary>Which of the first three features is largest.</summary>
    public string Color { get; set; } = "";

    /// <summary>The difference of the first two features.</summary>
    public float Target { get; set; }

    /// <summary>A guess of <see cref="Target"/>: the first feature.</summary>
    public float Guess { get; set; }

    /// <summary>Never there.</summary>
    public float Missing { get; set; } = float.NaN;

    public static List<SmallRow> Create(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, 4).Select(_ => (2 * random.NextSingle()) - 1)];
            return new SmallRow
            {
                Features = x,
                Label = x[0] + x[1] + (0.4f * (random.NextSingle() - 0.5f)) > 0,
                Color = ((string[])["red", "green", "blue"])[Array.IndexOf(x, x.Take(3).Max())],
                Target = x[0] - x[1],
                Guess = x[0],
            };
        })];
    }

    public static IDataView View(MLContext context, int count, int seed = 1) => context.Data.LoadFromEnumerable(Create(count, seed));
}
