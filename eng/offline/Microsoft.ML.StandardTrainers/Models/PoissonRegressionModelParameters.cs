using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(PoissonRegressionModelParameters), null, typeof(SignatureLoadModel), "", PoissonRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>score = exp(weights * features + bias).</summary>
public sealed class PoissonRegressionModelParameters : RegressionModelParameters
{
    internal const string LoaderSignature = "PoissonRegressionExec";

    internal PoissonRegressionModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }

    private PoissonRegressionModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "POI RGRS", 0x00020001, 0x00020001, 0x00020001, typeof(PoissonRegressionModelParameters).Assembly.FullName, LoaderSignature);

    internal static PoissonRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new PoissonRegressionModelParameters(ctx);
    }

    private protected override float Link(float linear) => MathF.Exp(linear);
}
