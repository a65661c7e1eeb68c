using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One entry of a model file, in memory while it is open.</summary>
internal sealed class RepositoryEntry(MemoryStream stream, Action<MemoryStream> close) : IDisposable
{
    private bool _closed;

    public MemoryStream Stream => stream;

    public static string PathOf(string dir, string name)
    {
        Contracts.CheckParam(!string.IsNullOrWhiteSpace(name) && !name.Contains(".."), nameof(name), $"'{name}' cannot name an entry of a model file.");
        Contracts.CheckParam(dir is null || !dir.Contains(".."), nameof(dir), $"'{dir}' cannot be a folder of a model file.");
        return string.IsNullOrEmpty(dir) ? name : $"{dir}/{name}";
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        close?.Invoke(stream);
        stream.Dispose();
    }
}
