using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(
    typeof(FastForestBinaryModelParameters), null, typeof(SignatureLoadModel), "", FastForestBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>ML.NET's holds the targets of each leaf too, so that the file has a name that ML.NET does not know.</summary>
public sealed class FastForestBinaryModelParameters : TreeEnsembleModelParametersBasedOnQuantileRegressionTree
{
    internal const string LoaderSignature = "StandInForestBinary";

    internal FastForestBinaryModelParameters(RegressionTree[] trees, int featureCount)
        : base(trees, featureCount)
    {
    }

    private FastForestBinaryModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "SIFOR BC", 0x00010001, 0x00010001, 0x00010001, typeof(FastForestBinaryModelParameters).Assembly.FullName, LoaderSignature);

    internal static FastForestBinaryModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new FastForestBinaryModelParameters(ctx);
    }
}
