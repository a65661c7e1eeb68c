using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>A row with a column of every kind that an estimator takes as a label or feature, and of some that it does not.</summary>
internal sealed class SampleRow
{
    [VectorType(4)]
    public float[] Features { get; set; } = new float[4];

    public double Height { get; set; }

    public int Rooms { get; set; }

    public bool Garden { get; set; }

    public bool Answer { get; set; }

    public float Amount { get; set; }

    public int Count { get; set; }

    public string Color { get; set; } = "";

    public int Grade { get; set; }

    public string Town { get; set; } = "";

    [VectorType(3)]
    public bool[] Tags { get; set; } = new bool[3];

    [VectorType(2)]
    public double[] Sizes { get; set; } = new double[2];

    [KeyType(3)]
    public uint Kind { get; set; }

    [KeyType(100)]
    public uint GroupId { get; set; }

    /// <summary>No feature and no label.</summary>
    public DateTime Stamp { get; set; } = DateTime.UnixEpoch;

    /// <summary>Vectors without a size of their type: no feature and no label.</summary>
    public float[] Loose { get; set; } = [];

    /// <summary>A vector of another size than <see cref="Features"/>.</summary>
    [VectorType(5)]
    public float[] Wide { get; set; } = new float[5];

    /// <summary>An image of one channel.</summary>
    [VectorType(1, 8, 8)]
    public float[] Picture { get; set; } = new float[64];

    /// <summary>An image of another size than <see cref="Picture"/>.</summary>
    [VectorType(1, 12, 8)]
    public float[] LargePicture { get; set; } = new float[96];

    /// <summary>A text of some words, at times of none.</summary>
    public string Story { get; set; } = "";

    /// <summary>Rows with a little structure; the same each time.</summary>
    public static IReadOnlyList<SampleRow> Rows(int count)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, count).Select(row =>
            {
                float[] x = [.. Enumerable.Range(0, 4).Select(_ => (2 * random.NextSingle()) - 1)];
                int largest = Array.IndexOf(x, x.Take(3).Max());
                return new SampleRow
                {
                    Features = x,
                    Height = x[0] + 1.5,
                    Rooms = row % 7,
                    Garden = x[1] > 0,
                    Answer = x[0] + x[1] > 0,
                    Amount = (30 * x[0]) - (20 * x[1]),
                    Count = (int)(10 * x[2]),
                    Color = ((string[])["red", "green", "blue"])[largest],
                    Town = ((string[])["Oslo", "Rome", "Bern", "Lima"])[row % 4],
                    Grade = 10 * (largest + 1),
                    Tags = [x[0] > 0, x[1] > 0, x[0] > x[2]],
                    Sizes = [100 * x[0], x[1]],
                    Kind = (uint)largest + 1,
                    GroupId = (uint)(row / 20 % 100) + 1,
                    Stamp = DateTime.UnixEpoch.AddHours(row),
                    Loose = [.. x.Take(row % 4)],
                    Wide = [.. x, 1],
                    Picture = [.. Enumerable.Range(0, 64).Select(pixel => x[pixel % 4])],
                    LargePicture = [.. Enumerable.Range(0, 96).Select(pixel => x[pixel % 4])],
                    Story = string.Join(' ', Enumerable.Repeat(x[0] > 0 ? "warm day" : "cold night", row % 5)),
                };
            }),
        ];
    }
}
