using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>Reads and writes safetensors, the file format that PyTorch's users keep weights in.</summary>
/// <remarks>
/// Eight bytes, the header's length as a little-endian unsigned number; the header, a JSON object that gives for each tensor "dtype", "shape" and
/// "data_offsets" [begin, end) from the end of the header, and under "__metadata__" texts by name; then the data, row-major, little-endian, without gaps.
/// https://github.com/huggingface/safetensors#format
/// <para>
/// Every file written here has "sha256" in its metadata: the SHA-256, 64 lower-case hexadecimal digits, of the whole file as it is with those 64 digits
/// replaced by 0. To other programs it is a text like any other.
/// </para>
/// </remarks>
public static class Safetensors
{
    internal const string MetadataKey = "__metadata__";
    internal const string ChecksumKey = "sha256";
    internal const int ChecksumDigits = 64;
    internal const int LengthBytes = 8;

    // The reference implementation's limit.
    internal const int MaximumHeader = 100_000_000;

    /// <summary>Writes tensors. The stream may be one that cannot seek.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="tensors">The tensors; their data is written in this order.</param>
    /// <param name="metadata">Texts by name, such as format = pt; null for none. "sha256" is added.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, a name is reserved, or names and texts are more than the format allows.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        new SafetensorsWriter(tensors, metadata).WriteTo(stream);
    }

    /// <summary>Writes tensors to a file, which is replaced at once: whatever happens meanwhile, under its name there is the older file or the newer one, whole.</summary>
    /// <remarks>The data goes to a temporary file in the same folder (the name with ".xxxxxxxx.tmp"), to the disk, and is then renamed.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors; their data is written in this order.</param>
    /// <param name="metadata">Texts by name, such as format = pt; null for none. "sha256" is added.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, a name is reserved, or names and texts are more than the format allows.</exception>
    /// <exception cref="IOException">The file could not be written. An older one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written. An older one is unchanged.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var writer = new SafetensorsWriter(tensors, metadata);
        AtomicFile.WriteCleanly(path, writer.WriteTo);
    }

    /// <summary>Reads tensors.</summary>
    /// <remarks>
    /// Every number in the header is checked before it is used, and no more memory is taken than a few times what the stream really holds.
    /// F32, F16, BF16 and F64 become Float32: F16 and BF16 exactly, F64 rounded to the nearest (ties to even; what is too large becomes infinite, what
    /// is too small 0). I32 and I64 become Int32; a larger number is an error. A checksum is verified.
    /// </remarks>
    /// <param name="stream">Where from; it stays open.</param>
    /// <param name="length">How many bytes belong to the file; null for all up to the stream's end.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or cut off, or holds what cannot be read; the message names the file and the part.</exception>
    public static SafetensorsFile Read(Stream stream, long? length = null, SafetensorsReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        using var reader = new SafetensorsReader(stream, length, options ?? new());
        return reader.Read();
    }

    /// <summary>Reads the tensors of a file; see <see cref="Read(Stream, long?, SafetensorsReadOptions?)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The file is damaged or cut off, or holds what cannot be read; the message names the file and the part.</exception>
    /// <exception cref="IOException">The file is not there or cannot be opened.</exception>
    public static SafetensorsFile Read(string path, SafetensorsReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        using FileStream stream = OpenRead(path);
        return Read(stream, length: null, options with { Name = options.Name ?? path });
    }

    // It may be replaced while it is read: the older content stays readable.
    internal static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
}
