using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;

namespace MLExtensions.Persistence;

/// <summary>The parts of an entry of a model file: blobs with a name, and models in folders of their own. An error in one is told with its name in the archive.</summary>
internal static class ModelParts
{
    /// <summary>Reads a blob.</summary>
    /// <param name="context">ML.NET's ModelLoadContext.</param>
    /// <param name="name">The blob's name.</param>
    /// <param name="owner">What needs it, in messages.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public static T Read<T>(object context, string name, string owner, Func<Stream, T> read)
    {
        string part = PathOf(context, name);
        (bool Found, T? Value) result = default;
        try
        {
            MLNetInternals.LoadStream(context, name, stream => result = (true, read(stream)));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{part} in the model file is damaged: {e.Message}", e);
        }

        return result.Found ? result.Value! : throw new InvalidDataException($"The model file has no part {part}, which {owner} needs.");
    }

    /// <summary>Reads a model in a folder below the entry's.</summary>
    /// <param name="environment">The environment of the MLContext that loads.</param>
    /// <param name="context">ML.NET's ModelLoadContext.</param>
    /// <param name="folder">The folder's name.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged, or nothing on this machine can read it.</exception>
    public static ITransformer ReadModel(object environment, object context, string folder)
    {
        try
        {
            return MLNetInternals.LoadModel(environment, context, folder);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a loader throws at damaged data.
            throw new InvalidDataException($"{PathOf(context, folder)} in the model file is missing or damaged, or what reads it is not there: {e.Message}", e);
        }
    }

    /// <summary>All of a stream; ML.NET has it in memory already.</summary>
    public static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>A checksum as lower-case hexadecimal digits: a zip archive's own is not looked at when it is read.</summary>
    public static byte[] Checksum(ReadOnlySpan<byte> content) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <exception cref="InvalidDataException">The checksum is not that of the content.</exception>
    public static void CheckChecksum(byte[] content, byte[] checksum, string checksumPart)
    {
        if (!Checksum(content).AsSpan().SequenceEqual(checksum))
        {
            throw new InvalidDataException($"Its checksum is not that in {checksumPart}.");
        }
    }

    private static string PathOf(object context, string name) => $"{MLNetInternals.DirectoryOf(context).Replace('\\', '/').TrimEnd('/')}/{name}".TrimStart('/');
}
