using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>
/// The lines of a journal: JSON, each with a checksum of its own. A last line that was not written to its end is none; any other line that is not whole means damage.
/// </summary>
internal static class JournalFile
{
    private const string Before = "{\"check\":\"";
    private const string Between = "\",\"entry\":";
    private const int CheckDigits = 8;

    /// <summary>An entry as a line.</summary>
    public static byte[] Line(JournalEntry entry)
    {
        string json = TrialJson.Write(entry);
        return Encoding.UTF8.GetBytes($"{Before}{Check(Encoding.UTF8.GetBytes(json))}{Between}{json}}}\n");
    }

    /// <summary>Begins a journal: its first line is there whole, or there is no journal.</summary>
    public static void Create(string path, JournalEntry head) => AtomicFile.WriteCleanly(path, stream => stream.Write(Line(head)));

    /// <summary>Reads a journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">How long the part is that is whole: what follows is a line that was not written to its end.</param>
    /// <exception cref="InvalidDataException">It is damaged, or no journal.</exception>
    public static List<JournalEntry> Read(string path, out long length)
    {
        byte[] bytes;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }

        List<JournalEntry> entries = [];
        int start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var count)
        {
            entries.Add(Parse(path, entries.Count + 1, bytes.AsSpan(start, count)));
            start += count + 1;
        }

        length = start;
        if (entries.Count == 0 || entries[0].Head is null)
        {
            throw new InvalidDataException($"The file '{path}' is not the journal of a search: its first line does not say what the search is. Choose another folder, or move the file away.");
        }

        if (entries[0].Head!.Version != JournalHead.CurrentVersion)
        {
            throw new InvalidDataException($"The journal '{path}' has format {entries[0].Head!.Version}, expected {JournalHead.CurrentVersion}: it was written by another version of this library.");
        }

        return entries;
    }

    private static JournalEntry Parse(string path, int number, ReadOnlySpan<byte> line)
    {
        int prefix = Before.Length + CheckDigits + Between.Length;
        if (line.Length > prefix + 1 && line.StartsWith(Encoding.UTF8.GetBytes(Before)) && line[^1] == '}')
        {
            var json = line[prefix..^1];
            if (Encoding.UTF8.GetString(line.Slice(Before.Length, CheckDigits)) == Check(json))
            {
                try
                {
                    return TrialJson.Read<JournalEntry>(json);
                }
                catch (JsonException)
                {
                    // The checksum is right, and still it is no entry: said below.
                }
            }
        }

        throw new InvalidDataException(
            $"Line {number} of the journal '{path}' is damaged. Nothing was changed. Choose another folder; or, to go on with what was recorded before that line, remove it and all that follow.");
    }

    private static string Check(ReadOnlySpan<byte> json)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        return Convert.ToHexStringLower(hash[..(CheckDigits / 2)]);
    }
}
