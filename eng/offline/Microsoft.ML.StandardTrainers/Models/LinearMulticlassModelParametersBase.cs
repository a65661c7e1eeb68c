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
        _biases = ValueSerializer.ReadValues<float>(ctx.Reader);
        Contracts.CheckDecode(_biases.Length > 0);
        _weights = new float[_biases.Length][];
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] = ValueSerializer.ReadValues<float>(ctx.Reader);
            Contracts.CheckDecode(_weights[i].Length > 0 && _weights[i].Length == _weights[0].Length);
        }
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
        ValueSerializer.WriteValues(ctx.Writer, _biases);
        foreach (float[] weights in _weights)
        {
            ValueSerializer.WriteValues(ctx.Writer, weights);
        }
    }
}
