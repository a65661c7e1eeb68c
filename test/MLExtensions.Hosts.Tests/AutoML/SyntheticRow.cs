using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Three features, and labels of each kind that follow from them.</summary>
internal sealed class SyntheticRow
{
    [VectorType(3)]
    public float[] Features { get; set; } = [];

    public float Number { get; set; }

    public bool Flag { get; set; }

    public string Kind { get; set; } = "";

    public float Signed { get; set; }

    public static SyntheticRow[] Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float a = random.NextSingle();
            float b = random.NextSingle();
            float c = random.NextSingle();
            return new SyntheticRow
            {
                Features = [a, b, c],
                Number = MathF.Exp(a - b) + (0.1f * c),
                Flag = a * b > 0.25f + (0.1f * (random.NextSingle() - 0.5f)),
                Kind = a > 0.6f ? "high" : b > 0.5f ? "middle" : "low",
                Signed = a - 0.5f,
            };
        })];
    }
}
