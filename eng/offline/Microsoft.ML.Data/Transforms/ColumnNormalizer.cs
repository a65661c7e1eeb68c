using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What a normalizer learnt for one column, and how it applies that.</summary>
internal abstract class ColumnNormalizer
{
    public abstract NormalizingTransformer.NormalizerModelParametersBase ModelParameters { get; }

    protected static VersionInfo AffineVersion => new(
        "AFF NORM", 0x00010003, 0x00010003, 0x00010003, typeof(ColumnNormalizer).Assembly.FullName, "AffineNormExec");

    protected static VersionInfo CdfVersion => new(
        "CDFNORMF", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnNormalizer).Assembly.FullName, "CdfNormalizeFunction");

    public static ColumnNormalizer Load(ModelLoadContext ctx, DataViewType type)
    {
        bool isAffine = ctx.Header.ModelSignature == AffineVersion.ModelSignature;
        bool isCdf = ctx.Header.ModelSignature == CdfVersion.ModelSignature;
        Contracts.CheckDecode(isAffine || isCdf, $"The offline stand-in does not have the model's normalizer '{ctx.Header.LoaderSignature}'.");
        ctx.CheckAtModel(isAffine ? AffineVersion : CdfVersion);
        return (isAffine, type.GetItemType() == NumberDataViewType.Single) switch
        {
            (true, true) => AffineColumnNormalizer<float>.Load(ctx.Reader, type),
            (true, false) => AffineColumnNormalizer<double>.Load(ctx.Reader, type),
            (false, true) => CdfColumnNormalizer<float>.Load(ctx.Reader, type),
            (false, false) => CdfColumnNormalizer<double>.Load(ctx.Reader, type),
        };
    }

    public abstract void Save(ModelSaveContext ctx);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);
}
