using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(
    typeof(FastTreeBinaryModelParameters), null, typeof(SignatureLoadModel), "", FastTreeBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeBinaryModelParameters : TreeEnsembleModelParametersBasedOnRegressionTree
{
    internal const string LoaderSignature = "FastTreeBinaryExec";

    internal FastTreeBinaryModelParameters(RegressionTree[] trees, int featureCount)
        : base(trees, featureCount)
    {
    }

    private FastTreeBinaryModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "FTREE BC", 0x00010005, 0x00010005, 0x00010005, typeof(FastTreeBinaryModelParameters).Assembly.FullName, LoaderSignature);

    internal static FastTreeBinaryModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new FastTreeBinaryModelParameters(ctx);
    }
}
