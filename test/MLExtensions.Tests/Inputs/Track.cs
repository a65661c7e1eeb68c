using Microsoft.ML.Data;

namespace MLExtensions.Tests.Inputs;

/// <summary>Steps of two numbers each, of which a row has as many as it likes.</summary>
internal sealed class Track
{
    public float[] Steps { get; set; } = [];

    [VectorType(4, 2)]
    public float[] Four { get; set; } = new float[8];

    [VectorType(1, 4, 2)]
    public float[] Pixels { get; set; } = new float[8];

    public bool Label { get; set; }

    /// <summary>Whether the first number rises; the second is noise.</summary>
    public static Track[] Many(int count = 120)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                bool rises = i % 2 == 0;
                float[] Make(int length) =>
                    [.. Enumerable.Range(0, length).SelectMany(step => new[] { 10 + (rises ? step : -step) + (0.1f * random.NextSingle()), 100 * random.NextSingle() })];
                float[] four = Make(4);
                return new Track { Steps = Make(i % 30 == 29 ? 0 : 2 + (i % 5)), Four = four, Pixels = four, Label = rises };
            }),
        ];
    }
}
