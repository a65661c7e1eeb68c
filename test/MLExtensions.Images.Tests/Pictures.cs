using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>A folder of its own with small pictures of three kinds, told by their colour; removed at the end of a test.</summary>
internal sealed class Pictures : IDisposable
{
    public static readonly string[] Labels = ["blue", "green", "red"];

    public string Root { get; } = Directory.CreateTempSubdirectory("mlextensions").FullName;

    /// <summary>A picture that is mostly of its label's colour.</summary>
    public static MLImage Create(string label, int seed, int height = 8, int width = 8)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[4 * height * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            bool isOwn = i % 4 == Array.IndexOf((string[])["red", "green", "blue"], label);
            pixels[i] = (byte)(i % 4 == 3 ? 255 : random.Next(isOwn ? 90 : 10, isOwn ? 220 : 140));
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>Its file's bytes.</summary>
    public byte[] Png(string label, int seed, int height = 8, int width = 8)
    {
        string path = Path.Combine(Root, "one.png");
        using (var image = Create(label, seed, height, width))
        {
            image.Save(path);
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    /// <summary>Writes so many pictures of each label, in a sub-folder each.</summary>
    public Pictures Fill(int each)
    {
        foreach (string label in Labels)
        {
            for (int i = 0; i < each; i++)
            {
                Write($"{label}/{i:D3}.png", Png(label, (1000 * Array.IndexOf(Labels, label)) + i));
            }
        }

        return this;
    }

    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
