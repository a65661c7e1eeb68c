using System.Formats.Tar;
using System.IO.Compression;

namespace MLExtensions.ImageResults;

/// <summary>CIFAR-10 as JPEG files: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.</summary>
/// <param name="Training">Nine tenths of the training images.</param>
/// <param name="Validation">The others, every tenth.</param>
/// <param name="Test">The test images.</param>
internal sealed record Cifar(ImageRow[] Training, ImageRow[] Validation, ImageRow[] Test)
{
    /// <summary>Within the folder of data; it holds train/LABEL/NUMBER.jpg and test/LABEL/NUMBER.jpg.</summary>
    public static readonly string File = Path.Combine("cifar10", "cifar10_jpg.tar.gz");

    /// <summary>Training images of which one is held out.</summary>
    private const int Parts = 10;

    /// <summary>Reads the archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="part">One of so many images is taken; 1 for all.</param>
    public static Cifar Read(string path, int part)
    {
        using var stream = new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress);
        using var archive = new TarReader(stream);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && entry.Name.EndsWith(".jpg", StringComparison.Ordinal))
            {
                byte[] bytes = new byte[entry.Length];
                data.ReadExactly(bytes);
                files.Add(entry.Name, bytes);
            }
        }

        ImageRow[] training = Take("train/"), test = Take("test/");
        return new Cifar([.. training.Where((_, i) => i % Parts != Parts - 1)], [.. training.Where((_, i) => i % Parts == Parts - 1)], test);

        ImageRow[] Take(string set) =>
        [
            .. files.Where(file => file.Key.StartsWith(set, StringComparison.Ordinal)).Where((_, i) => i % part == 0)
                .Select(file => new ImageRow { Image = file.Value, Label = file.Key.Split('/')[1] }),
        ];
    }
}
