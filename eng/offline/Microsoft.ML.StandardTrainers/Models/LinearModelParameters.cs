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
        Contracts.CheckDecode(ctx.Reader.ReadInt32() == sizeof(float), "This file was saved by an incompatible version");
        Bias = ctx.Reader.ReadSingle();
        int size = ctx.Reader.ReadInt32();
        int[] indices = ValueCodec.ReadItems<int>(ctx.Reader, ctx.Reader.ReadInt32());
        _weights = ValueCodec.ReadItems<float>(ctx.Reader, ctx.Reader.ReadInt32());
        Contracts.CheckDecode(indices.Length == 0 && _weights.Length == size, "The model's weights are sparse, which the offline stand-in cannot read.");
        Contracts.CheckDecode(size > 0 && float.IsFinite(Bias) && _weights.All(float.IsFinite));
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
        ctx.Writer.Write(sizeof(float));
        ctx.Writer.Write(Bias);

        // Their number, no indices, and all of them.
        ctx.Writer.Write(_weights.Length);
        ctx.Writer.Write(0);
        ctx.Writer.Write(_weights.Length);
        ValueCodec.WriteItems(ctx.Writer, _weights);
    }
}
