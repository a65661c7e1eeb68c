using MLExtensions.ModelLoader;
using Microsoft.ML;

namespace MLExtensions.Persistence;

/// <summary>The format of a network's entry in a model file: a header that names the loader, the columns as JSON and its checksum, the network as safetensors.</summary>
internal static class ModelWriter
{
    /// <summary>Eight characters at the start of the entry's header.</summary>
    public const string Signature = "MLXNETWK";

    /// <summary>Version of the entry's layout; a reader refuses a newer one.</summary>
    public const uint Version = 0x00010001;

    public const string DescriptionStream = "columns.json";

    /// <summary>The checksum of the description, as lower-case hexadecimal digits: a zip archive's own is not looked at when it is read.</summary>
    public const string ChecksumStream = "columns.sha256";

    public const string NetworkStream = "network.safetensors";

    /// <summary>Full name of the assembly that ML.NET loads to read the entry.</summary>
    public static string LoaderAssembly { get; } = typeof(Loader).Assembly.FullName!;

    public static void Write(ModelSaveContext context, NetworkTransformer transformer)
    {
        MLNetInternals.SetVersion(context, Signature, Version, LoaderAssembly, Loader.Signature);
        byte[] description = ModelDescription.Of(transformer.Features, transformer.Scores).ToJson();
        MLNetInternals.SaveStream(context, DescriptionStream, writer => writer.Write(description));
        MLNetInternals.SaveStream(context, ChecksumStream, writer => writer.Write(ModelParts.Checksum(description)));
        MLNetInternals.SaveStream(context, NetworkStream, writer => transformer.Model.Save(writer.BaseStream));
    }
}
