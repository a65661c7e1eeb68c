using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal sealed class RegressionScoringMapper : ScoringMapper
{
    private readonly IFeatureScorer<float> _scorer;
    private readonly DataViewSchema.DetachedColumn[] _columns;

    public RegressionScoringMapper(
        IHost host, ITransformer parent, DataViewSchema inputSchema, string featureColumnName, DataViewType featureColumnType, IFeatureScorer<float> scorer)
        : base(host, parent, inputSchema, featureColumnName, featureColumnType, AnnotationUtils.Const.ScoreColumnKind.Regression)
    {
        _scorer = scorer;
        _columns = [MakeColumn(DefaultColumnNames.Score, NumberDataViewType.Single, AnnotationUtils.Const.ScoreValueKind.Score)];
    }

    public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    public override Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        return [activeOutput(0) ? MakeScoreGetter(input, _scorer) : null];
    }
}
