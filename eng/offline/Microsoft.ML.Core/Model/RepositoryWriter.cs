using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A model file being written: a zip of named entries.</summary>
internal sealed class RepositoryWriter : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];

    private RepositoryWriter(Stream stream, IExceptionContext ectx)
    {
        ExceptionContext = ectx;
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public IExceptionContext ExceptionContext { get; }

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        var repository = new RepositoryWriter(stream, ectx);
        using RepositoryEntry entry = repository.CreateEntry("TrainingInfo", "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(
            typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return repository;
    }

    /// <summary>A stream to fill; it goes into the file when the entry is disposed, so several may be open at once.</summary>
    public RepositoryEntry CreateEntry(string dir, string name)
    {
        string path = RepositoryEntry.PathOf(dir, name);
        ExceptionContext.CheckParam(_names.Add(path), nameof(name), $"Duplicate entry: '{path}'");
        return new RepositoryEntry(new MemoryStream(), stream =>
        {
            using Stream target = _archive.CreateEntry(path).Open();
            stream.Position = 0;
            stream.CopyTo(target);
        });
    }

    public void Commit() => Dispose();

    public void Dispose() => _archive.Dispose();
}
