using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(
    typeof(FastForestRegressionModelParameters), null, typeof(SignatureLoadModel), "", FastForestRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>ML.NET's holds the targets of each leaf too, so that the file has a name that ML.NET does not know.</summary>
public sealed class FastForestRegressionModelParameters : TreeEnsembleModelParametersBasedOnQuantileRegressionTree
{
    internal const string LoaderSignature = "StandInForestRegression";

    internal FastForestRegressionModelParameters(RegressionTree[] trees, int featureCount)
        : base(trees, featureCount)
    {
    }

    private FastForestRegressionModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.Regression;

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "SIFOR RE", 0x00010001, 0x00010001, 0x00010001, typeof(FastForestRegressionModelParameters).Assembly.FullName, LoaderSignature);

    internal static FastForestRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new FastForestRegressionModelParameters(ctx);
    }

    private protected override double Combine(double sum, int treeCount) => sum / treeCount;
}
