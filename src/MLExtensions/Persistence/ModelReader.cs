using MLExtensions.Columns;
using MLExtensions.ModelLoader;
using MLExtensions.Networks;
using MLExtensions.Scoring;

namespace MLExtensions.Persistence;

/// <summary>Reads a network's entry of a model file; <c>MLExtensions.ModelLoader</c> finds it by name.</summary>
internal static class ModelReader
{
    /// <summary>Reads the transformer behind ML.NET's ModelLoadContext.</summary>
    /// <exception cref="InvalidDataException">A part of the entry is missing or damaged; the message names it.</exception>
    public static object Create(object environment, object context)
    {
        _ = environment;
        MLNetInternals.CheckVersion(context, ModelWriter.Signature, ModelWriter.Version, ModelWriter.LoaderAssembly, Loader.Signature);
        byte[] checksum = Read(context, ModelWriter.ChecksumStream, ReadAll);
        var (description, features, scores) = Read(context, ModelWriter.DescriptionStream, stream => ReadColumns(ReadAll(stream), checksum));
        var network = Read(context, ModelWriter.NetworkStream, ReadNetwork);
        return network.Input.Shape == [features.Size] && description.Fits(network.Input) && network.ScoreCount == scores.Width
            ? new NetworkTransformer(network, features, scores)
            : throw new InvalidDataException(
                $"The model's columns say {features.Columns.Count} feature columns of {features.Size} values and {scores.Width} outputs; its network has {network.Input} and {network.ScoreCount}.");
    }

    private static (ModelDescription Description, FeatureColumns Features, ScoreColumns Scores) ReadColumns(byte[] json, byte[] checksum)
    {
        if (!ModelWriter.Checksum(json).AsSpan().SequenceEqual(checksum))
        {
            throw new InvalidDataException($"Its checksum is not that in {ModelWriter.ChecksumStream}.");
        }

        var description = ModelDescription.FromJson(json);
        return (description, new FeatureColumns(description.Features), description.CreateScoreColumns());
    }

    // ML.NET has it in memory already.
    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static Network ReadNetwork(Stream stream)
    {
        var network = Network.Load(stream);
        return stream.ReadByte() < 0 ? network : throw new InvalidDataException("Bytes follow the network.");
    }

    /// <summary>Reads a part of the entry; an error in it is told with the part's name in the archive.</summary>
    private static T Read<T>(object context, string name, Func<Stream, T> read)
    {
        string entry = $"{MLNetInternals.DirectoryOf(context).Replace('\\', '/').TrimEnd('/')}/{name}".TrimStart('/');
        (bool Found, T? Value) result = default;
        try
        {
            MLNetInternals.LoadStream(context, name, stream => result = (true, read(stream)));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{entry} in the model file is damaged: {e.Message}", e);
        }

        return result.Found ? result.Value! : throw new InvalidDataException($"The model file has no part {entry}, which a network needs.");
    }
}
