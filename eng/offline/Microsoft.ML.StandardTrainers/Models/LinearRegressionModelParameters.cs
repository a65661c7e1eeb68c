using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(LinearRegressionModelParameters), null, typeof(SignatureLoadModel), "", LinearRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class LinearRegressionModelParameters : RegressionModelParameters
{
    internal const string LoaderSignature = "LinearRegressionExec";

    internal LinearRegressionModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }

    private LinearRegressionModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "LIN RGRS", 0x00020001, 0x00020001, 0x00020001, typeof(LinearRegressionModelParameters).Assembly.FullName, LoaderSignature);

    internal static LinearRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new LinearRegressionModelParameters(ctx);
    }
}
