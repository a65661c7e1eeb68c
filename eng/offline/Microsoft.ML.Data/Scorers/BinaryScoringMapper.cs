using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>PredictedLabel (the score is above the threshold), Score and, from a calibrated model, Probability.</summary>
internal sealed class BinaryScoringMapper : ScoringMapper
{
    private readonly IFeatureScorer<float> _scorer;
    private readonly float _threshold;
    private readonly DataViewSchema.DetachedColumn[] _columns;

    public BinaryScoringMapper(
        IHost host,
        ITransformer parent,
        DataViewSchema inputSchema,
        string featureColumnName,
        DataViewType featureColumnType,
        IFeatureScorer<float> scorer,
        float threshold)
        : base(host, parent, inputSchema, featureColumnName, featureColumnType, AnnotationUtils.Const.ScoreColumnKind.BinaryClassification)
    {
        _scorer = scorer;
        _threshold = threshold;
        var columns = new List<DataViewSchema.DetachedColumn>
        {
            MakeColumn(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance, AnnotationUtils.Const.ScoreValueKind.PredictedLabel),
            MakeColumn(DefaultColumnNames.Score, NumberDataViewType.Single, AnnotationUtils.Const.ScoreValueKind.Score),
        };
        if (scorer is IProbabilityScorer)
        {
            columns.Add(MakeColumn(
                DefaultColumnNames.Probability,
                NumberDataViewType.Single,
                AnnotationUtils.Const.ScoreValueKind.Probability,
                annotations => annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true)));
        }

        _columns = [.. columns];
    }

    public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    public override Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[_columns.Length];
        if (!Enumerable.Range(0, getters.Length).Any(activeOutput))
        {
            return getters;
        }

        ValueGetter<float> getScore = MakeScoreGetter(input, _scorer);
        if (activeOutput(0))
        {
            getters[0] = (ValueGetter<bool>)((ref bool destination) =>
            {
                float score = 0;
                getScore(ref score);
                destination = score > _threshold;
            });
        }

        if (activeOutput(1))
        {
            getters[1] = getScore;
        }

        if (_scorer is IProbabilityScorer calibrated && activeOutput(2))
        {
            getters[2] = (ValueGetter<float>)((ref float destination) =>
            {
                float score = 0;
                getScore(ref score);
                destination = calibrated.PredictProbability(score);
            });
        }

        return getters;
    }
}
