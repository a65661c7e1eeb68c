namespace MLExtensions.AutoML;

/// <summary>A folder of a search that was given none: gone with the result, or with the process where that is not disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private static readonly HashSet<string> s_folders = [];

    static TemporaryFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        lock (s_folders)
        {
            foreach (string path in s_folders)
            {
                TrialFiles.Delete(path);
            }
        }
    };

    /// <param name="parent">Where; null for the system's own.</param>
    public TemporaryFolder(string? parent)
    {
        FullName = Path.Combine(parent ?? Path.GetTempPath(), $"mlextensions-search-{Guid.NewGuid():N}");
        Directory.CreateDirectory(FullName);
        lock (s_folders)
        {
            s_folders.Add(FullName);
        }
    }

    public string FullName { get; }

    public void Dispose()
    {
        lock (s_folders)
        {
            s_folders.Remove(FullName);
        }

        TrialFiles.Delete(FullName);
    }
}
