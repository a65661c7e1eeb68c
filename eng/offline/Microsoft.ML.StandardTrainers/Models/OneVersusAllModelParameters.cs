using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(OneVersusAllModelParameters), null, typeof(SignatureLoadModel), "", OneVersusAllModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A class's score is its model's: a probability as a part of their sum over the classes, or the score as it is.</summary>
public sealed class OneVersusAllModelParameters : ModelParametersBase<VBuffer<float>>, IMulticlassScorer
{
    internal const string LoaderSignature = "OVAExec";

    private readonly IFeatureScorer<float>[] _models;
    private readonly bool _useProbabilities;

    internal OneVersusAllModelParameters(IFeatureScorer<float>[] models, bool useProbabilities)
    {
        _models = models;
        _useProbabilities = useProbabilities;
    }

    int IFeatureScorer<VBuffer<float>>.FeatureCount => _models[0].FeatureCount;

    int IMulticlassScorer.ClassCount => _models.Length;

    private protected override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    private static VersionInfo Version => new(
        "TLC OVA ", 0x00010001, 0x00010001, 0x00010001, typeof(OneVersusAllModelParameters).Assembly.FullName, LoaderSignature);

    void IFeatureScorer<VBuffer<float>>.Score(in VBuffer<float> features, ref VBuffer<float> score)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref score, _models.Length);
        float sum = 0;
        for (int i = 0; i < _models.Length; i++)
        {
            _models[i].Score(in features, ref editor.Values[i]);
            if (_useProbabilities)
            {
                float probability = ((IProbabilityScorer)_models[i]).PredictProbability(editor.Values[i]);
                editor.Values[i] = float.IsNaN(probability) ? 0 : probability;
                sum += editor.Values[i];
            }
        }

        for (int i = 0; i < _models.Length && sum > 0; i++)
        {
            editor.Values[i] /= sum;
        }

        score = editor.Commit();
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(sizeof(float));
        ctx.Writer.Write(_useProbabilities);
        ctx.Writer.Write(_models.Length);
        for (int i = 0; i < _models.Length; i++)
        {
            ctx.SaveModel(_models[i], Folder(i));
        }
    }

    internal static OneVersusAllModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        env.CheckDecode(ctx.Reader.ReadInt32() == sizeof(float), "This file was saved by an incompatible version");
        bool useProbabilities = ctx.Reader.ReadBoolean();
        int count = ctx.Reader.ReadInt32();
        env.CheckDecode(count > 0);
        var models = new List<IFeatureScorer<float>>();
        for (int i = 0; i < count; i++)
        {
            ctx.LoadModel<IFeatureScorer<float>, SignatureLoadModel>(env, out IFeatureScorer<float> model, Folder(i));
            env.CheckDecode(!useProbabilities || model is IProbabilityScorer);
            env.CheckDecode(i == 0 || model.FeatureCount == models[0].FeatureCount);
            models.Add(model);
        }

        return new OneVersusAllModelParameters([.. models], useProbabilities);
    }

    private static string Folder(int index) => $"SubPredictor_{index:000}";
}
