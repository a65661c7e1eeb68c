namespace MLExtensions.Networks.Internals;

/// <summary>Reads lengths that a file claims without trusting them: memory grows with what really arrives.</summary>
internal static class BoundedReads
{
    private const int FirstChunk = 1 << 20;

    /// <exception cref="InvalidDataException">The stream ends early.</exception>
    public static void Fill(Stream stream, Span<byte> buffer, string part)
    {
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
        {
            throw new InvalidDataException($"The data ends within {part}: {buffer.Length} bytes expected, {read} found. The file is damaged or cut off.");
        }
    }

    /// <exception cref="InvalidDataException">The stream ends early, or the length is more than one array holds.</exception>
    public static byte[] Bytes(Stream stream, long length, string part)
    {
        if (length < 0 || length > Array.MaxLength)
        {
            throw new InvalidDataException($"The length of {part} is {length} bytes, which cannot be. The file is damaged.");
        }

        byte[] bytes = new byte[Math.Min(length, FirstChunk)];
        Fill(stream, bytes, part);
        while (bytes.Length < length)
        {
            int before = bytes.Length;
            Array.Resize(ref bytes, (int)Math.Min(length, before * 2L));
            Fill(stream, bytes.AsSpan(before), part);
        }

        return bytes;
    }
}
