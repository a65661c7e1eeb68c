namespace MLExtensions.Testing;

/// <summary>An empty temporary folder that is the current one: for examples, which name their files by the current folder. Tests run one after the other.</summary>
internal sealed class CurrentFolder : IDisposable
{
    private readonly string _previous = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public CurrentFolder() => Environment.CurrentDirectory = _folder;

    /// <summary>Copies a file of the repository to where an example expects it.</summary>
    /// <param name="path">From the repository's root.</param>
    public void Copy(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
        File.Copy(Path.Combine(Repository.Root, path), Path.Combine(_folder, path));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _previous;
        Directory.Delete(_folder, recursive: true);
    }
}
