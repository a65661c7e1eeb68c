namespace MLExtensions.Testing;

/// <summary>The folder of real data that stands beside the repository and is not part of it.</summary>
internal static class SharedFolder
{
    /// <summary>The folder: <c>$MLEXTENSIONS_SHARED</c>, else <c>shared</c> beside the repository's root; null where neither is there.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A path in the folder; the running test is skipped, saying so, where it is missing.</summary>
    public static string Require(params string[] parts)
    {
        string relative = Path.Combine(parts);
        string? path = Root is null ? null : Path.Combine(Root, relative);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
        {
            Assert.Inconclusive($"'{relative}' is not in $MLEXTENSIONS_SHARED or ../shared: skipped.");
        }

        return path!;
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("MLEXTENSIONS_SHARED");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        string? beside = Repository.Folder is { } folder ? Path.GetFullPath(Path.Combine(folder, "..", "shared")) : null;
        return Directory.Exists(beside) ? beside : null;
    }
}
