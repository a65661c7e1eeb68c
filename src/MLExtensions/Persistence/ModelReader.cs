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
        var (features, scores) = Read(context, ModelWriter.DescriptionStream, ReadColumns);
        var network = Read(context, ModelWriter.NetworkStream, ReadNetwork);
        return network.Input.Shape == [features.Size] && network.ScoreCount == scores.Width
            ? new NetworkTransformer(network, features, scores)
            : throw new InvalidDataException(
                $"The model's columns say {features.Size} inputs and {scores.Width} outputs; its network has {network.Input.Shape} and {network.ScoreCount}.");
    }

    private static (FeatureColumns Features, ScoreColumns Scores) ReadColumns(byte[] json)
    {
        var description = ModelDescription.FromJson(json);
        return (new FeatureColumns(description.Features), description.CreateScoreColumns());
    }

    private static Network ReadNetwork(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        var network = Network.Load(stream);
        return stream.Position == stream.Length
            ? network
            : throw new InvalidDataException($"{stream.Length - stream.Position} bytes follow the network.");
    }

    /// <summary>Reads a part of the entry; an error in it is told with the part's name.</summary>
    private static T Read<T>(object context, string name, Func<byte[], T> read)
    {
        byte[] bytes = MLNetInternals.LoadStream(context, name)
            ?? throw new InvalidDataException($"The network's entry in the model file has no part '{name}'.");
        try
        {
            return read(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"The network's part '{name}' of the model file is damaged: {e.Message}", e);
        }
    }
}
