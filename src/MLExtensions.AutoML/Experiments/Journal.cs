namespace MLExtensions.AutoML;

/// <summary>The journal of the search that runs: what is appended is on the disk when the call returns.</summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _lock;
    private readonly FileStream _stream;

    private Journal(FileStream held, FileStream stream, IReadOnlyList<JournalEntry> recorded)
    {
        _lock = held;
        _stream = stream;
        Recorded = recorded;
    }

    /// <summary>What was there when it was opened, its head first.</summary>
    public IReadOnlyList<JournalEntry> Recorded { get; }

    public JournalHead Head => Recorded[0].Head!;

    /// <summary>Seconds that the search had taken when the last line was written.</summary>
    public double Seconds => Recorded[^1].At;

    public static string PathIn(string folder) => Path.Combine(folder, "search.jsonl");

    /// <summary>Opens the journal in a folder, or begins one.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="head">What the search is.</param>
    /// <exception cref="InvalidDataException">The journal there is damaged, or the file is none.</exception>
    /// <exception cref="InvalidOperationException">The journal there is another search's.</exception>
    /// <exception cref="IOException">Another search writes it, or it cannot be written.</exception>
    public static Journal Open(string folder, JournalHead head)
    {
        Directory.CreateDirectory(folder);
        FileStream held;
        try
        {
            // Released by the system where the process is killed.
            held = new FileStream(Path.Combine(folder, "search.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"Another search runs in the folder '{folder}', or it cannot be written: {exception.Message} Choose a folder for each search.", exception);
        }

        try
        {
            string path = PathIn(folder);
            if (!File.Exists(path))
            {
                JournalFile.Create(path, new JournalEntry { Head = head });
            }

            var recorded = JournalFile.Read(path, out long length);
            if (new SearchIdentity(head.Identity).FirstDifference(recorded[0].Head!.Identity, "in the journal") is { } difference)
            {
                throw new InvalidOperationException(
                    $"The journal '{path}' is of another search: {difference}. Nothing was changed. Choose another folder, or set up the search as it was; to use what it found for a new one see SetWarmStart.");
            }

            var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            stream.SetLength(length);
            stream.Seek(0, SeekOrigin.End);
            return new Journal(held, stream, recorded);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes entries, to the disk.</summary>
    /// <exception cref="IOException">They could not be written; the search cannot go on, as it would lose trials.</exception>
    public void Append(params IEnumerable<JournalEntry> entries)
    {
        _stream.Write([.. entries.SelectMany(JournalFile.Line)]);
        _stream.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }
}
