using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace MLExtensions.PublishedResults;

/// <summary>The sentence sets: a label, a space, a sentence.</summary>
internal static class Sentences
{
    public const int Folds = 10;

    public static string PathOf(string file) => $"sentence-classification/{file}";

    /// <summary>A set with a test file.</summary>
    public static (IDataView Training, IDataView Test) Load(MLContext context, string folder, string trainingFile, string testFile) =>
        (context.Data.LoadFromEnumerable(Read(folder, trainingFile)), context.Data.LoadFromEnumerable(Read(folder, testFile)));

    /// <summary>A set without: each of ten folds, drawn at random once, is the test once.</summary>
    /// <param name="context">The context.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="file">The file.</param>
    /// <param name="fold">Which fold is the test, from 1.</param>
    public static (IDataView Training, IDataView Test) LoadFold(MLContext context, string folder, string file, int fold)
    {
        Sentence[] all = Read(folder, file);
        new Random(1).Shuffle(all);
        return (
            context.Data.LoadFromEnumerable(all.Where((_, row) => row % Folds != fold - 1)),
            context.Data.LoadFromEnumerable(all.Where((_, row) => row % Folds == fold - 1)));
    }

    private static Sentence[] Read(string folder, string file)
    {
        using Stream stream = File.OpenRead(Path.Combine(folder, PathOf(file)));
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var bytes = new MemoryStream();
        plain.CopyTo(bytes);
        byte[] all = bytes.ToArray();
        string text = System.Text.Unicode.Utf8.IsValid(all) ? Encoding.UTF8.GetString(all) : Encoding.Latin1.GetString(all);
        return
        [
            .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
               let space = line.IndexOf(' ', StringComparison.Ordinal)
               where space > 0
               select new Sentence { Label = line[..space], Text = line[(space + 1)..] },
        ];
    }
}
