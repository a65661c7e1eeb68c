using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(
    typeof(FastTreeRegressionModelParameters), null, typeof(SignatureLoadModel), "", FastTreeRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeRegressionModelParameters : TreeEnsembleModelParametersBasedOnRegressionTree
{
    internal const string LoaderSignature = "FastTreeRegressionExec";

    internal FastTreeRegressionModelParameters(RegressionTree[] trees, int featureCount)
        : base(trees, featureCount)
    {
    }

    private FastTreeRegressionModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.Regression;

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "FTREE RE", 0x00010005, 0x00010004, 0x00010004, typeof(FastTreeRegressionModelParameters).Assembly.FullName, LoaderSignature);

    internal static FastTreeRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new FastTreeRegressionModelParameters(ctx);
    }
}
