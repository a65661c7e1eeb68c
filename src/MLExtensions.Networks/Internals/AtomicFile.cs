using System.Security.Cryptography;

namespace MLExtensions.Networks.Internals;

/// <summary>
/// Writes a file so that under its name there is always the older content or the newer one, whole: into a temporary file beside it, to the disk,
/// then renamed. Of a killed process the temporary file stays; <see cref="DeleteStale"/> finds it.
/// </summary>
internal static class AtomicFile
{
    private const string Suffix = ".tmp";
    private const int TagBytes = 4;

    /// <exception cref="IOException">It could not be written; what was there before is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written; what was there before is unchanged.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        string temporary = TemporaryName(path);
        try
        {
            using NewFile stream = Create(temporary);
            write(stream);
            stream.Flush(toDisk: true);

            // Renamed while it is open, so that who cleans up sees until the end that it is in use.
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary><see cref="Write"/>, after removing what processes that were killed an hour ago or more left of the same file.</summary>
    public static void WriteCleanly(string path, Action<Stream> write)
    {
        DeleteStale(path, TimeSpan.FromHours(1));
        Write(path, write);
    }

    /// <summary>Throws what <see cref="Write"/> would throw for want of a folder or of rights. Leaves nothing behind.</summary>
    public static void Probe(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder.");
        }

        string temporary = TemporaryName(path);
        try
        {
            Create(temporary).Dispose();
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    /// <summary>Removes the temporary files that killed processes left; one that is being written stays.</summary>
    /// <param name="path">The file that they were to become.</param>
    /// <param name="age">How old they are at least: where others may write the same file, more than it takes to write it.</param>
    public static void DeleteStale(string path, TimeSpan age)
    {
        path = Path.GetFullPath(path);
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return;
        }

        string tag = new('?', 2 * TagBytes);
        try
        {
            foreach (string found in Directory.EnumerateFiles(folder, $"{Path.GetFileName(path)}.{tag}{Suffix}"))
            {
                if (IsTemporary(found, path) && DateTime.UtcNow - File.GetLastWriteTimeUtc(found) >= age && !IsOpen(found))
                {
                    TryDelete(found);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It only takes room; the next one who looks may remove it.
        }
    }

    private static string TemporaryName(string path) => $"{path}.{RandomNumberGenerator.GetHexString(2 * TagBytes, lowercase: true)}{Suffix}";

    // The file's own name may have characters that the search takes for wildcards.
    private static bool IsTemporary(string found, string path) =>
        Path.GetFileName(found).StartsWith(Path.GetFileName(path) + ".", StringComparison.Ordinal)
        && found[^(Suffix.Length + (2 * TagBytes))..^Suffix.Length].All(char.IsAsciiHexDigitLower);

    // Windows renames an open file only where deleting is shared.
    private static NewFile Create(string path) => new(path, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None);

    private static bool IsOpen(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What went wrong first is what counts.
        }
    }
}
