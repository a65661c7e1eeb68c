namespace MLExtensions.Tests.BadInput;

/// <summary>A folder in which no file can be made until the end; the test is skipped for those whom that does not stop.</summary>
internal sealed class ReadOnlyFolder : IDisposable
{
    private readonly string _path;

    public ReadOnlyFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows has no folders in which an owner cannot make files, but by access lists.");
            throw new PlatformNotSupportedException();
        }

        _path = path;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        if (Environment.IsPrivilegedProcess)
        {
            Dispose();
            Assert.Inconclusive("The superuser may write to every folder.");
        }
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
