namespace MLExtensions.Networks.Internals;

/// <summary>
/// A file that is written anew. Where it grows beyond what its file system or the process's limit takes, that is an <see cref="IOException"/>, as a full disk is: .NET
/// takes it for a wrong argument.
/// </summary>
internal sealed class NewFile(string path, FileShare share) : Stream
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, share);

    public override bool CanRead => false;

    public override bool CanSeek => _file.CanSeek;

    public override bool CanWrite => _file.CanWrite;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    public override void WriteByte(byte value) => Write([value]);

    // What is in the buffer is written before the position changes.
    public override long Seek(long offset, SeekOrigin origin)
    {
        Flush();
        return _file.Seek(offset, origin);
    }

    public override void SetLength(long value) => _file.SetLength(value);

    public override void Flush() => Flush(toDisk: false);

    /// <summary>Writes what is in the buffer, and to the disk where that is asked for.</summary>
    public void Flush(bool toDisk)
    {
        try
        {
            _file.Flush(toDisk);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    // What is left in the buffer is written here.
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
            {
                _file.Dispose();
            }
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
        finally
        {
            base.Dispose(disposing);
        }
    }

    private IOException TooLarge(ArgumentOutOfRangeException exception) => new($"The file would be larger than is allowed : '{_file.Name}'", exception);
}
