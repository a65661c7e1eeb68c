using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(LinearBinaryModelParameters), null, typeof(SignatureLoadModel), "", LinearBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal const string LoaderSignature = "Linear2CExec";

    internal LinearBinaryModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }

    private LinearBinaryModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "LINEAR2C", 0x00020002, 0x00020001, 0x00020001, typeof(LinearBinaryModelParameters).Assembly.FullName, LoaderSignature);

    internal static LinearBinaryModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new LinearBinaryModelParameters(ctx);
    }
}
