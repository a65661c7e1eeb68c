using System.Runtime.CompilerServices;
using MLExtensions.ModelLoader;
using MLExtensions.Scoring;

namespace MLExtensions.Persistence;

/// <summary>Reads an ensemble's entry of a model file; <c>MLExtensions.ModelLoader</c> finds it by name.</summary>
internal static class EnsembleReader
{
    private const string Owner = "an ensemble";

    /// <summary>Reads the transformer behind ML.NET's ModelLoadContext.</summary>
    /// <exception cref="InvalidDataException">A part of the entry, or a member, is missing or damaged; the message names it.</exception>
    public static object Create(object environment, object context)
    {
        // A file may hold ensembles of ensembles, deeper than the stack.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        MLNetInternals.CheckVersion(context, EnsembleWriter.Signature, EnsembleWriter.Version, ModelWriter.LoaderAssembly, EnsembleLoader.Signature);
        byte[] checksum = ModelParts.Read(context, EnsembleWriter.ChecksumStream, Owner, ModelParts.ReadAll);
        var (description, scores) = ModelParts.Read(context, EnsembleWriter.DescriptionStream, Owner, stream => ReadDescription(ModelParts.ReadAll(stream), checksum));
        var members = new List<EnsembleMember>();
        foreach (var member in description.Members)
        {
            string folder = EnsembleWriter.FolderOf(members.Count);
            var model = ModelParts.ReadModel(environment, context, folder);
            members.Add(model.IsRowToRowMapper
                ? new EnsembleMember(model, member.Weight, member.ToSigmoid())
                : throw new InvalidDataException($"{folder} of the ensemble in the model file is a model that filters rows or looks at several at once, which no member may."));
        }

        return new WeightedEnsembleTransformer(members, scores, description.LabelColumn);
    }

    private static (EnsembleDescription Description, ScoreColumns Scores) ReadDescription(byte[] json, byte[] checksum)
    {
        ModelParts.CheckChecksum(json, checksum, EnsembleWriter.ChecksumStream);
        var description = EnsembleDescription.FromJson(json);
        return (description, description.CreateScoreColumns());
    }
}
