namespace MLExtensions.Networks.Tests;

/// <summary>A stream as a network connection is: it cannot seek, does not know its length, and reads come in small pieces.</summary>
internal sealed class ForwardStream : Stream
{
    private readonly MemoryStream _content;

    public ForwardStream(byte[] content) => _content = new MemoryStream(content);

    public ForwardStream() => _content = new MemoryStream();

    public byte[] Written => _content.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _content.Read(buffer, offset, Math.Min(count, 1000));

    public override void Write(byte[] buffer, int offset, int count) => _content.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
