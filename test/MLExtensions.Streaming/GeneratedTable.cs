using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Streaming;

/// <summary>A text file of numbers and a text, and a label that depends on them; the same rows each time.</summary>
internal static class GeneratedTable
{
    private static readonly string[] Places = ["north", "south", "east", "west", "centre"];

    public static string[] Features { get; } = ["x0", "x1", "x2", "x3", "place"];

    public static void Write(string path, long rows)
    {
        var random = new Random(1);
        using var writer = new StreamWriter(path, append: false, Encoding.ASCII, bufferSize: 1 << 20);
        for (long row = 0; row < rows; row++)
        {
            float a = random.NextSingle(), b = random.NextSingle(), c = random.NextSingle(), d = random.NextSingle();
            int place = random.Next(Places.Length);
            bool label = (a > 0.5f) ^ (place < 2) ^ (random.NextSingle() < 0.1f);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(label ? 1 : 0)},{a:F4},{b:F4},{c:F4},{d:F4},{Places[place]}"));
        }
    }

    public static IDataView Read(MLContext context, string path) => context.Data.LoadFromTextFile(
        path,
        [
            new("Label", DataKind.Boolean, 0), new("x0", DataKind.Single, 1), new("x1", DataKind.Single, 2), new("x2", DataKind.Single, 3), new("x3", DataKind.Single, 4),
            new("place", DataKind.String, 5),
        ],
        separatorChar: ',');
}
