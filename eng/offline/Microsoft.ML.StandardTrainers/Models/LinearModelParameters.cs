using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>score = weights * features + bias.</summary>
public abstract class LinearModelParameters : ModelParametersBase<float>, IFeatureScorer<float>
{
    private readonly float[] _weights;

    private protected LinearModelParameters(float[] weights, float bias)
    {
        _weights = weights;
        Weights = Array.AsReadOnly(weights);
        Bias = bias;
    }

    private protected LinearModelParameters(ModelLoadContext ctx)
    {
        Bias = ctx.Reader.ReadSingle();
        _weights = ValueSerializer.ReadValues<float>(ctx.Reader);
        Contracts.CheckDecode(_weights.Length > 0);
        Weights = Array.AsReadOnly(_weights);
    }

    public IReadOnlyList<float> Weights { get; }

    public float Bias { get; protected set; }

    int IFeatureScorer<float>.FeatureCount => _weights.Length;

    private protected abstract VersionInfo Version { get; }

    void IFeatureScorer<float>.Score(in VBuffer<float> features, ref float score) => score = Dot(_weights, in features) + Bias;

    internal static float Dot(float[] weights, in VBuffer<float> features)
    {
        float sum = 0;
        ReadOnlySpan<float> values = features.GetValues();
        if (features.IsDense)
        {
            for (int i = 0; i < values.Length; i++)
            {
                sum += weights[i] * values[i];
            }

            return sum;
        }

        ReadOnlySpan<int> indices = features.GetIndices();
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[indices[i]] * values[i];
        }

        return sum;
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Bias);
        ValueSerializer.WriteValues(ctx.Writer, _weights);
    }
}
