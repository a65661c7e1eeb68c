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
        float[] weights = ValueCodec.ReadItems<float>(ctx.Reader, ctx.Reader.ReadInt32());
        Contracts.CheckDecode(size > 0 && size <= Array.MaxLength && float.IsFinite(Bias) && weights.All(float.IsFinite));
        _weights = indices.Length == 0 && weights.Length == size ? weights : ToDense(size, indices, weights);
        Weights = Array.AsReadOnly(_weights);
    }

    public IReadOnlyList<float> Weights { get; }

    public float Bias { get; protected set; }

    int IFeatureScorer<float>.FeatureCount => _weights.Length;

    private protected abstract VersionInfo Version { get; }

    void IFeatureScorer<float>.Score(in VBuffer<float> features, ref float score) => score = Link(Dot(_weights, in features) + Bias);

    /// <summary>The score for the linear function's value.</summary>
    private protected virtual float Link(float linear) => linear;

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

    private static float[] ToDense(int size, int[] indices, float[] values)
    {
        Contracts.CheckDecode(indices.Length == values.Length, "Corrupt model file: there are not as many weights as indices of them.");
        var weights = new float[size];
        int last = -1;
        for (int i = 0; i < indices.Length; i++)
        {
            Contracts.CheckDecode(indices[i] > last && indices[i] < size, "Corrupt model file: the indices of weights are out of order.");
            last = indices[i];
            weights[last] = values[i];
        }

        return weights;
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
