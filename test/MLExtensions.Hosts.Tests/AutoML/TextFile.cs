namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>A file of lines that is gone after the test.</summary>
internal sealed class TextFile : IDisposable
{
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public static TextFile Of(string header, IEnumerable<string> lines)
    {
        var file = new TextFile();
        File.WriteAllLines(file.Path, [header, .. lines]);
        return file;
    }

    public void Dispose() => File.Delete(Path);
}
