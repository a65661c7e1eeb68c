using System.IO.Compression;
using System.Text;

namespace MLExtensions.CharacterModels;

/// <summary>A text as numbers: each different character has one, in the order of the alphabet.</summary>
internal sealed class Text
{
    private Text(byte[] characters, int symbols)
    {
        Characters = characters;
        Symbols = symbols;
    }

    /// <summary>The number of each character.</summary>
    public byte[] Characters { get; }

    /// <summary>How many different ones there are.</summary>
    public int Symbols { get; }

    /// <summary>Tiny Shakespeare from $MLEXTENSIONS_SHARED or ../shared; null where it is missing.</summary>
    public static Text? FindShakespeare()
    {
        string[] path = ["data", "tiny-shakespeare", "input.txt.gz"];
        string? named = Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED");
        IEnumerable<string> roots = string.IsNullOrEmpty(named) ? Ancestors().Select(folder => Path.Combine(folder, "..", "shared")) : [named];
        return roots.Select(root => Path.Combine([root, .. path])).FirstOrDefault(File.Exists) is { } file ? Read(file) : null;
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MLExtensions.sln")))
            {
                yield return folder.FullName;
            }
        }
    }

    private static Text Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        string text = reader.ReadToEnd();
        char[] symbols = [.. text.Distinct().Order()];
        return new Text([.. text.Select(character => checked((byte)Array.BinarySearch(symbols, character)))], symbols.Length);
    }
}
