using System.IO.Compression;

namespace MLExtensions.Hosts.Tests;

/// <summary>The lines of a compressed table in the folder of real data, each as its fields.</summary>
internal static class PackedLines
{
    public static IEnumerable<string[]> Read(params string[] parts)
    {
        string path = SharedFolder.Require(parts);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            yield return line.Split(',', StringSplitOptions.TrimEntries);
        }
    }
}
