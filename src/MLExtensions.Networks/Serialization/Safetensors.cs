using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>Reads and writes safetensors, the file format that PyTorch's users keep weights in.</summary>
/// <remarks>
/// Eight bytes, the header's length as a little-endian unsigned number; the header, a JSON object that gives for each tensor "dtype", "shape" and
/// "data_offsets" [begin, end) from the end of the header, and under "__metadata__" texts by name; then the data, row-major, little-endian, without gaps.
/// https://github.com/huggingface/safetensors#format
/// </remarks>
public static class Safetensors
{
    internal const string MetadataKey = "__metadata__";
    internal const int LengthBytes = 8;

    /// <summary>Writes tensors.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="tensors">The tensors; their data is written in this order.</param>
    /// <param name="metadata">Texts by name, such as format = pt; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one has a name that is reserved.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        new SafetensorsWriter(tensors, metadata).WriteTo(stream);
    }

    /// <summary>Reads tensors.</summary>
    /// <remarks>
    /// Every number in the header is checked before it is used, and no more memory is taken than a few times what the stream really holds.
    /// F32 and I32 can be read.
    /// </remarks>
    /// <param name="stream">Where from; it stays open.</param>
    /// <param name="length">How many bytes belong to the file; null for all up to the stream's end.</param>
    /// <exception cref="InvalidDataException">The file is damaged or cut off, or holds an element type that cannot be read; the message names the part.</exception>
    public static SafetensorsFile Read(Stream stream, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new SafetensorsReader(stream, length).Read();
    }
}
