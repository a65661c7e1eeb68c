using MLExtensions.Columns;
using MLExtensions.ModelLoader;
using MLExtensions.Networks;
using MLExtensions.Scoring;

namespace MLExtensions.Persistence;

/// <summary>Reads a network's entry of a model file; <c>MLExtensions.ModelLoader</c> finds it by name.</summary>
internal static class ModelReader
{
    private const string Owner = "a network";

    /// <summary>Reads the transformer behind ML.NET's ModelLoadContext.</summary>
    /// <exception cref="InvalidDataException">A part of the entry is missing or damaged; the message names it.</exception>
    public static object Create(object environment, object context)
    {
        _ = environment;
        MLNetInternals.CheckVersion(context, ModelWriter.Signature, ModelWriter.Version, ModelWriter.LoaderAssembly, Loader.Signature);
        byte[] checksum = ModelParts.Read(context, ModelWriter.ChecksumStream, Owner, ModelParts.ReadAll);
        var (description, features, scores) = ModelParts.Read(context, ModelWriter.DescriptionStream, Owner, stream => ReadColumns(ModelParts.ReadAll(stream), checksum));
        var network = ModelParts.Read(context, ModelWriter.NetworkStream, Owner, ReadNetwork);
        return network.Input.Shape == [features.Size] && description.Fits(network.Input) && network.ScoreCount == scores.Width
            ? new NetworkTransformer(network, features, scores)
            : throw new InvalidDataException(
                $"The model's columns say {features.Columns.Count} feature columns of {features.Size} values and {scores.Width} outputs; its network has {network.Input} and {network.ScoreCount}.");
    }

    private static (ModelDescription Description, FeatureColumns Features, ScoreColumns Scores) ReadColumns(byte[] json, byte[] checksum)
    {
        ModelParts.CheckChecksum(json, checksum, ModelWriter.ChecksumStream);
        var description = ModelDescription.FromJson(json);
        return (description, new FeatureColumns(description.Features), description.CreateScoreColumns());
    }

    private static Network ReadNetwork(Stream stream)
    {
        var network = Network.Load(stream);
        return stream.ReadByte() < 0 ? network : throw new InvalidDataException("Bytes follow the network.");
    }
}
