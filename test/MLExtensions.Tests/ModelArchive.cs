using System.IO.Compression;
using Microsoft.ML;

namespace MLExtensions.Tests;

/// <summary>A saved model as the zip archive that it is, for tests that look into it or change it.</summary>
internal static class ModelArchive
{
    public static byte[] Save(MLContext context, ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, data.Schema, stream);
        return stream.ToArray();
    }

    /// <summary>The names of all entries, with '/' between folders.</summary>
    public static string[] Names(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return [.. archive.Entries.Select(entry => entry.FullName.Replace('\\', '/'))];
    }

    /// <summary>The content of the one entry whose name ends so.</summary>
    public static byte[] Entry(byte[] file, string name)
    {
        byte[]? content = null;
        Edit(file, name, bytes => content = content is null ? bytes : throw new InvalidOperationException($"Two entries are called {name}."));
        return content ?? throw new InvalidOperationException($"No entry is called {name}.");
    }

    /// <summary>Writes the archive anew with the entries whose names end so changed, their checksums right, or left out where the edit gives null.</summary>
    public static byte[] Edit(byte[] file, string name, Func<byte[], byte[]?> edit)
    {
        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                {
                    stream.CopyTo(content);
                }

                byte[]? bytes = content.ToArray();
                if (entry.FullName.EndsWith(name, StringComparison.Ordinal))
                {
                    bytes = edit(bytes);
                }

                if (bytes is not null)
                {
                    using var written = target.CreateEntry(entry.FullName).Open();
                    written.Write(bytes);
                }
            }
        }

        return result.ToArray();
    }
}
