using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(MaximumEntropyModelParameters), null, typeof(SignatureLoadModel), "", MaximumEntropyModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>The scores are the softmax of the linear functions: probabilities.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLRExec";

    internal MaximumEntropyModelParameters(float[][] weights, float[] biases)
        : base(weights, biases)
    {
    }

    private MaximumEntropyModelParameters(ModelLoadContext ctx)
        : base(ctx)
    {
    }

    private protected override VersionInfo Version => LoadVersion;

    private static VersionInfo LoadVersion => new(
        "MULTI LR", 0x00010003, 0x00010001, 0x00010001, typeof(MaximumEntropyModelParameters).Assembly.FullName, LoaderSignature);

    internal static MaximumEntropyModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(LoadVersion);
        return new MaximumEntropyModelParameters(ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
        float max = float.NegativeInfinity;
        foreach (float score in scores)
        {
            max = Math.Max(max, score);
        }

        float sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = MathF.Exp(scores[i] - max);
            sum += scores[i];
        }

        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] /= sum;
        }
    }
}
