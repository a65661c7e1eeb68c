using MLExtensions.Columns;
using MLExtensions.ModelLoader;
using MLExtensions.Networks;

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
        var description = ModelDescription.FromJson(Stream(context, ModelWriter.DescriptionStream));
        using var stream = new MemoryStream(Stream(context, ModelWriter.NetworkStream), writable: false);
        var network = Network.Load(stream);
        var features = new FeatureColumns(description.Features);
        var scores = description.CreateScoreColumns();
        return network.Input.Shape == [features.Size] && network.ScoreCount == scores.Width
            ? new NetworkTransformer(network, features, scores)
            : throw new InvalidDataException(
                $"The model's columns say {features.Size} inputs and {scores.Width} outputs; its network has {network.Input.Shape} and {network.ScoreCount}.");
    }

    private static byte[] Stream(object context, string name) =>
        MLNetInternals.LoadStream(context, name)
        ?? throw new InvalidDataException($"The model's entry has no part '{name}'.");
}
