using System.Globalization;
using MLExtensions.ModelLoader;
using Microsoft.ML;

namespace MLExtensions.Persistence;

/// <summary>The format of an ensemble's entry in a model file: a header that names the loader, the weights as JSON and its checksum, and the members, each as ML.NET saves it, in a folder of its own.</summary>
internal static class EnsembleWriter
{
    /// <summary>Eight characters at the start of the entry's header.</summary>
    public const string Signature = "MLXENSMB";

    /// <summary>Version of the entry's layout; a reader refuses a newer one.</summary>
    public const uint Version = 0x00010001;

    public const string DescriptionStream = "ensemble.json";

    /// <summary>The description's checksum, as <see cref="ModelParts.Checksum"/> gives it.</summary>
    public const string ChecksumStream = "ensemble.sha256";

    public static void Write(ModelSaveContext context, WeightedEnsembleTransformer ensemble)
    {
        MLNetInternals.SetVersion(context, Signature, Version, ModelWriter.LoaderAssembly, EnsembleLoader.Signature);
        byte[] description = EnsembleDescription.Of(ensemble).ToJson();
        MLNetInternals.SaveStream(context, DescriptionStream, writer => writer.Write(description));
        MLNetInternals.SaveStream(context, ChecksumStream, writer => writer.Write(ModelParts.Checksum(description)));
        for (int i = 0; i < ensemble.Members.Count; i++)
        {
            MLNetInternals.SaveModel(context, ensemble.Members[i].Model, FolderOf(i));
        }
    }

    /// <summary>The folder of a member.</summary>
    public static string FolderOf(int member) => string.Create(CultureInfo.InvariantCulture, $"Member_{member:000}");
}
