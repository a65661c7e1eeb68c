using System.Buffers.Binary;

namespace Microsoft.ML.Data;

/// <summary>The size that a file claims, held against the number of its bytes.</summary>
internal readonly record struct ImageHeader(int Width, int Height)
{
    /// <summary>Deflate makes at most 1032 bytes of one; a JPEG's block of 64 pixels takes at least one bit.</summary>
    private const int PixelsPerByte = 1032;

    /// <summary>As large as an image can be whose bytes an array indexes.</summary>
    private const long MaximumPixels = int.MaxValue / 4;

    /// <summary>Scans of a JPEG times its pixels: a few seconds of work. Encoders make ten scans.</summary>
    private const long MaximumWork = 1L << 32;

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <exception cref="InvalidDataException">The file is of another kind, or cannot hold what it claims.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> file)
    {
        ImageHeader header = file.StartsWith(Png) ? OfPng(file)
            : file.StartsWith("BM"u8) ? OfBmp(file)
            : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? OfJpeg(file)
            : throw new InvalidDataException("expected a PNG, JPEG or BMP file");
        Require(header is { Width: > 0, Height: > 0 }, $"a size of {header.Width} x {header.Height}");
        long pixels = (long)header.Width * header.Height;
        Require(pixels <= MaximumPixels && pixels / PixelsPerByte <= file.Length, $"{header.Width} x {header.Height} pixels in {file.Length} bytes");
        return header;
    }

    private static ImageHeader OfPng(ReadOnlySpan<byte> file)
    {
        Require(file.Length >= 24 && file[12..16].SequenceEqual("IHDR"u8), "no IHDR");

        // The decoder makes room for a chunk before it reads it. Length, name and checksum are twelve bytes.
        for (long at = Png.Length; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
            Require(at + 12 + length <= file.Length, $"a chunk of {length} bytes in a file of {file.Length}");
            at += 12 + length;
        }

        return new ImageHeader(BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
    }

    private static ImageHeader OfBmp(ReadOnlySpan<byte> file)
    {
        Require(file.Length >= 30, "no header");
        int width;
        int height;
        int bits;
        if (BinaryPrimitives.ReadInt32LittleEndian(file[14..]) == 12)
        {
            width = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]);
            height = BinaryPrimitives.ReadUInt16LittleEndian(file[20..]);
            bits = BinaryPrimitives.ReadUInt16LittleEndian(file[24..]);
        }
        else
        {
            width = BinaryPrimitives.ReadInt32LittleEndian(file[18..]);
            height = BinaryPrimitives.ReadInt32LittleEndian(file[22..]);
            bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        }

        // A negative height means rows from the top. Only uncompressed files are read.
        Require(height != int.MinValue, "a height out of range");
        height = Math.Abs(height);
        int start = BinaryPrimitives.ReadInt32LittleEndian(file[10..]);
        Require(start >= 0 && start + (((long)width * bits + 31) / 32 * 4 * height) <= file.Length, $"{width} x {height} pixels of {bits} bits in {file.Length} bytes");
        return new ImageHeader(width, height);
    }

    private static ImageHeader OfJpeg(ReadOnlySpan<byte> file)
    {
        ImageHeader header = default;
        long scans = 0;
        for (int at = 2; at + 1 < file.Length; at++)
        {
            int marker = file[at + 1];
            if (file[at] != 0xFF || marker is 0 or 0xFF)
            {
                continue;
            }

            scans += marker == 0xDA ? 1 : 0;
            if (marker is >= 0xD0 and <= 0xD9 or 0x01)
            {
                continue;
            }

            // Segments are passed over whole, so that no marker is seen within one; a scan's coded bytes are looked through.
            Require(at + 4 <= file.Length, "a segment that ends early");
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is 0xC0 or 0xC1 or 0xC2)
            {
                Require(header == default && at + 9 <= file.Length, "more than one frame");
                header = new ImageHeader(BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            }

            at += Math.Max(length, 2) + 1;
        }

        Require(scans * header.Width * header.Height <= MaximumWork, $"{scans} scans of {header.Width} x {header.Height} pixels");
        return header;
    }

    private static void Require(bool condition, string found)
    {
        if (!condition)
        {
            throw new InvalidDataException($"the file is damaged: {found}");
        }
    }
}
