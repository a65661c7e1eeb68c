using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>One linear function of the features for each class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IMulticlassScorer
{
    private readonly float[][] _weights;
    private readonly float[] _biases;

    private protected LinearMulticlassModelParametersBase(float[][] weights, float[] biases)
    {
        _weights = weights;
        _biases = biases;
    }

    private protected LinearMulticlassModelParametersBase(ModelLoadContext ctx)
    {
        Contracts.CheckDecode(ctx.Reader.ReadInt32() == sizeof(float), "This file was saved by an incompatible version");
        int featureCount = ctx.Reader.ReadInt32();
        int classCount = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(featureCount > 0 && classCount > 0);
        _biases = ValueCodec.ReadItems<float>(ctx.Reader, classCount);
        bool isDense = ctx.Reader.ReadInt32() == 0 && ctx.Reader.ReadInt32() == 0;
        Contracts.CheckDecode(isDense, "The model's weights are sparse, which the offline stand-in cannot read.");
        Contracts.CheckDecode(ctx.Reader.ReadInt32() == (long)featureCount * classCount);
        _weights = Array.ConvertAll(_biases, _ => ValueCodec.ReadItems<float>(ctx.Reader, featureCount));
    }

    int IFeatureScorer<VBuffer<float>>.FeatureCount => _weights[0].Length;

    int IMulticlassScorer.ClassCount => _biases.Length;

    private protected override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    private protected abstract VersionInfo Version { get; }

    public IEnumerable<float> GetBiases() => _biases;

    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = _biases.Length;
        weights = [.. _weights.Select(ofClass => new VBuffer<float>(ofClass.Length, [.. ofClass]))];
    }

    void IFeatureScorer<VBuffer<float>>.Score(in VBuffer<float> features, ref VBuffer<float> score)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref score, _biases.Length);
        for (int i = 0; i < _biases.Length; i++)
        {
            editor.Values[i] = LinearModelParameters.Dot(_weights[i], in features) + _biases[i];
        }

        Calibrate(editor.Values);
        score = editor.Commit();
    }

    /// <summary>Turns the linear functions' values into the scores.</summary>
    private protected abstract void Calibrate(Span<float> scores);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(sizeof(float));
        ctx.Writer.Write(_weights[0].Length);
        ctx.Writer.Write(_biases.Length);
        ValueCodec.WriteItems(ctx.Writer, _biases);

        // Not sparse, so without the starts of each class and without indices; then the number of all weights.
        ctx.Writer.Write(0);
        ctx.Writer.Write(0);
        ctx.Writer.Write(_weights.Sum(ofClass => ofClass.Length));
        Array.ForEach(_weights, ofClass => ValueCodec.WriteItems(ctx.Writer, ofClass));
    }
}
