using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(LinearRegressionModelParameters), null, typeof(SignatureLoadModel), "", LinearRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>The stand-in's files hold it in a form of its own, which ML.NET refuses, as it refuses ML.NET's.</summary>
public sealed class LinearRegressionModelParameters : RegressionModelParameters
{
    internal const string LoaderSignature = "StandInLinearRegression";

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
        "SI_LNREG", 0x00010001, 0x00010001, 0x00010001, typeof(LinearRegressionModelParameters).Assembly.FullName, LoaderSignature);

    internal static LinearRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new LinearRegressionModelParameters(ctx);
    }
}
