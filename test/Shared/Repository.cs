namespace MLExtensions.Testing;

/// <summary>The folder that holds the solution, and what tests read and start of it.</summary>
internal static class Repository
{
    /// <summary>The folder; null where the tests run outside it.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The folder.</summary>
    /// <exception cref="InvalidOperationException">The tests run outside it.</exception>
    public static string Root => Folder ?? throw new InvalidOperationException("The tests run outside the repository: no MLExtensions.sln in a parent folder.");

    /// <summary>A text file, with the line ends of this source.</summary>
    /// <param name="parts">Its path from the root.</param>
    public static string Read(params string[] parts) => File.ReadAllText(Path.Combine([Root, .. parts])).ReplaceLineEndings("\n");

    /// <summary>A program among the test projects: bin/configuration/framework of it and of this project are named alike.</summary>
    /// <param name="project">The project's name.</param>
    public static string Program(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Root, "test", project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
    }

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MLExtensions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
