using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Reads one safetensors file, which it takes to be hostile: lengths are checked before use, and memory grows with what really arrives.</summary>
internal sealed class SafetensorsReader : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly SafetensorsReadOptions _options;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _chunk;

    // The file's length where it is known beforehand; null where it is as long as its header says.
    private readonly long? _length;

    // What the file takes at most, as far as that is known; a length that was given is only a claim.
    private readonly long _available;
    private readonly bool _isThere;

    // Whether the stream's end is the file's end, also where the stream cannot say how long it is.
    private readonly bool _endsWithStream;

    private delegate void ConvertElements<T>(ReadOnlySpan<byte> bytes, Span<T> values, int first);

    private string Prefix => $"{_options.Name ?? "The safetensors file"}: ";

    /// <param name="stream">Where from; it stays open.</param>
    /// <param name="length">The file's length where it is not all up to the stream's end.</param>
    /// <param name="options">How to read.</param>
    /// <param name="leaveRest">Whether the stream may go on after the last tensor, which is where it is left.</param>
    public SafetensorsReader(Stream stream, long? length, SafetensorsReadOptions options, bool leaveRest = false)
    {
        long? rest = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : null;
        _stream = stream;
        _options = options;
        _length = length ?? (leaveRest ? null : rest);
        _available = Math.Min(length ?? long.MaxValue, rest ?? long.MaxValue);
        _isThere = rest is not null;
        _chunk = new byte[Math.Min(ChunkBytes, _available)];
        _endsWithStream = length is null && !leaveRest;
    }

    public SafetensorsFile Read()
    {
        if (_length < Safetensors.LengthBytes)
        {
            throw Damaged($"{_length} bytes are too few for the header's length");
        }

        Span<byte> lengthBytes = stackalloc byte[Safetensors.LengthBytes];
        Fill(lengthBytes, "the header's length");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > Safetensors.MaximumHeader || headerLength > (ulong)Math.Max(0, _available - Safetensors.LengthBytes))
        {
            throw Damaged($"the header's length is given as {headerLength} bytes, more than there are or than the format allows");
        }

        byte[] bytes = ReadHeader((int)headerLength);
        SafetensorsHeader header = SafetensorsHeader.Parse(bytes, Damaged);
        CheckLength(header.Entries, bytes.Length);
        if (_options.RequireChecksum && header.Checksum is null)
        {
            throw Damaged($"the header has no checksum, \"{Safetensors.ChecksumKey}\" in \"{Safetensors.MetadataKey}\", which this file must have");
        }

        string? expected = header.Checksum is { } digits ? CutChecksum(bytes, digits) : null;
        _hash.AppendData(lengthBytes);
        _hash.AppendData(bytes);
        NamedTensor[] tensors = [.. header.Entries.Select(ReadTensor)];
        if (_endsWithStream && _stream.ReadByte() >= 0)
        {
            throw Damaged("bytes follow after the last tensor");
        }

        if (expected is not null && expected != Convert.ToHexStringLower(_hash.GetHashAndReset()))
        {
            throw Damaged($"the checksum \"{Safetensors.ChecksumKey}\" does not match the content");
        }

        return new SafetensorsFile(tensors, header.Metadata);
    }

    public void Dispose() => _hash.Dispose();

    private static string CutChecksum(byte[] header, int start)
    {
        Span<byte> digits = header.AsSpan(start, Safetensors.ChecksumDigits);
        string text = Encoding.ASCII.GetString(digits);
        digits.Fill((byte)'0');
        return text;
    }

    private byte[] ReadHeader(int length)
    {
        byte[] bytes = new byte[_isThere ? length : Math.Min(length, ChunkBytes)];
        Fill(bytes, "the header");
        while (bytes.Length < length)
        {
            int before = bytes.Length;
            Array.Resize(ref bytes, (int)Math.Min(length, before * 2L));
            Fill(bytes.AsSpan(before), "the header");
        }

        return bytes;
    }

    private void CheckLength(IReadOnlyList<SafetensorsEntry> entries, int headerLength)
    {
        long start = Safetensors.LengthBytes + headerLength;
        if (entries.FirstOrDefault(entry => entry.End > _available - start) is { } cut)
        {
            throw Damaged($"the data ends within tensor '{cut.Name}': it is to end at byte {cut.End} of the data, which has {_available - start}");
        }

        long end = entries.Count == 0 ? 0 : entries[^1].End;
        if (_length is { } length && end != length - start)
        {
            throw Damaged($"{length - start - end} bytes follow after the last tensor");
        }
    }

    private NamedTensor ReadTensor(SafetensorsEntry entry) => entry.Element.ElementType == ElementType.Int32
        ? new NamedTensor(entry.Name, entry.Shape, ReadElements<int>(entry, (bytes, values, first) =>
        {
            int bad = entry.Element.Convert(bytes, values);
            if (bad >= 0)
            {
                throw new InvalidDataException(
                    $"{Prefix}tensor '{entry.Name}' has {BinaryPrimitives.ReadInt64LittleEndian(bytes[(bad * sizeof(long))..])} at index {first + bad}, which is no Int32; numbers from {int.MinValue} to {int.MaxValue} can be read.");
            }
        }))
        : new NamedTensor(entry.Name, entry.Shape, ReadElements<float>(entry, (bytes, values, _) => entry.Element.Convert(bytes, values)));

    private T[] ReadElements<T>(SafetensorsEntry entry, ConvertElements<T> convert)
    {
        int length = (int)entry.Shape.Length;
        if (length == 0)
        {
            return [];
        }

        int chunk = Math.Max(1, Math.Min(length, _chunk.Length / entry.Element.Size));
        T[] values = new T[_isThere ? length : chunk];
        for (int done = 0; done < length; done += chunk)
        {
            chunk = Math.Min(chunk, length - done);
            Span<byte> bytes = _chunk.AsSpan(0, chunk * entry.Element.Size);
            Fill(bytes, $"tensor '{entry.Name}'");
            _hash.AppendData(bytes);
            if (values.Length < done + chunk)
            {
                Array.Resize(ref values, (int)Math.Min(length, values.Length * 2L));
            }

            convert(bytes, values.AsSpan(done, chunk), done);
        }

        return values;
    }

    private void Fill(Span<byte> buffer, string part)
    {
        int read = _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
        {
            throw Damaged($"the data ends within {part}");
        }
    }

    private InvalidDataException Damaged(string what, Exception? inner) => new($"{Prefix}{what}. The file is damaged, cut off or of another kind.", inner);

    private InvalidDataException Damaged(string what) => Damaged(what, inner: null);
}
