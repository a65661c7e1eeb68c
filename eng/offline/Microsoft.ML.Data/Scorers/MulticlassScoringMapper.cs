using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>PredictedLabel, the key of the class with the highest score, and Score.</summary>
internal sealed class MulticlassScoringMapper : ScoringMapper
{
    private readonly IMulticlassScorer _scorer;
    private readonly DataViewSchema.DetachedColumn[] _columns;

    public MulticlassScoringMapper(
        IHost host,
        ITransformer parent,
        DataViewSchema inputSchema,
        string featureColumnName,
        DataViewType featureColumnType,
        IMulticlassScorer scorer,
        ClassLabels labels,
        string scoreColumnName,
        string predictedLabelColumnName)
        : base(host, parent, inputSchema, featureColumnName, featureColumnType, AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification)
    {
        _scorer = scorer;
        _columns =
        [
            MakeColumn(
                predictedLabelColumnName,
                new KeyDataViewType(typeof(uint), scorer.ClassCount),
                AnnotationUtils.Const.ScoreValueKind.PredictedLabel,
                annotations => labels?.AddTo(annotations, AnnotationUtils.Kinds.KeyValues)),
            MakeColumn(
                scoreColumnName,
                new VectorDataViewType(NumberDataViewType.Single, scorer.ClassCount),
                AnnotationUtils.Const.ScoreValueKind.Score,
                annotations =>
                {
                    labels?.AddTo(annotations, AnnotationUtils.Kinds.TrainingLabelValues);
                    if (labels is { AreText: true })
                    {
                        labels.AddTo(annotations, AnnotationUtils.Kinds.SlotNames);
                    }
                }),
        ];
    }

    public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    public override Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[2];
        if (!activeOutput(0) && !activeOutput(1))
        {
            return getters;
        }

        ValueGetter<VBuffer<float>> getCachedScores = MakeScoreGetter(input, _scorer);
        if (activeOutput(0))
        {
            getters[0] = (ValueGetter<uint>)((ref uint destination) =>
            {
                VBuffer<float> scores = default;
                getCachedScores(ref scores);
                destination = KeyOfHighest(scores.GetValues());
            });
        }

        if (activeOutput(1))
        {
            getters[1] = (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                VBuffer<float> scores = default;
                getCachedScores(ref scores);
                scores.CopyTo(ref destination);
            });
        }

        return getters;
    }

    /// <summary>The first of the highest, counted from 1; 0, a missing key, where all are NaN.</summary>
    private static uint KeyOfHighest(ReadOnlySpan<float> scores)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
            {
                best = i;
            }
        }

        return (uint)(best + 1);
    }
}
