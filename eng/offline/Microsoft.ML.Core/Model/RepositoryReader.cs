using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A model file being read.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private RepositoryReader(Stream stream, IExceptionContext ectx)
    {
        ExceptionContext = ectx;
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in _archive.Entries)
            {
                // Files written on Windows have backslashes.
                _entries[entry.FullName.Replace('\\', '/')] = entry;
            }
        }
        catch (InvalidDataException exception)
        {
            throw ectx.ExceptDecode(exception, "Failed to open a zip archive");
        }
    }

    public IExceptionContext ExceptionContext { get; }

    public static RepositoryReader Open(Stream stream, IExceptionContext ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        return new RepositoryReader(stream, ectx);
    }

    public RepositoryEntry OpenEntryOrNull(string dir, string name)
    {
        string path = RepositoryEntry.PathOf(dir, name);
        if (!_entries.TryGetValue(path, out ZipArchiveEntry entry))
        {
            return null;
        }

        var stream = new MemoryStream();
        try
        {
            using Stream source = entry.Open();
            source.CopyTo(stream);
        }
        catch (InvalidDataException exception)
        {
            throw ExceptionContext.ExceptDecode(exception, $"Corrupt model file: entry '{path}' cannot be read.");
        }

        stream.Position = 0;
        return new RepositoryEntry(stream, null);
    }

    public void Dispose() => _archive.Dispose();
}
