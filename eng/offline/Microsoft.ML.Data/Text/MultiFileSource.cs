using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        _paths = [.. (paths ?? []).Where(path => !string.IsNullOrWhiteSpace(path)).SelectMany(Expand)];
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Count, nameof(index));
        return _paths[index];
    }

    public Stream Open(int index) => File.OpenRead(GetPathOrNull(index));

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    private static IEnumerable<string> Expand(string path)
    {
        if (!path.Contains('*') && !path.Contains('?'))
        {
            return [path];
        }

        string folder = Path.GetDirectoryName(path);
        return Directory.EnumerateFiles(string.IsNullOrEmpty(folder) ? "." : folder, Path.GetFileName(path)).Order(StringComparer.Ordinal);
    }
}
