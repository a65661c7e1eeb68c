using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Score (Single), in the label's unit; then StandardDeviation (Single), likewise, where the network gives one.</summary>
/// <param name="hasStandardDeviation">Whether the network gives two scores a row: the mean, then the standard deviation.</param>
internal sealed class RegressionScoreColumns(bool hasStandardDeviation = false) : ScoreColumns
{
    public override string Kind => TaskKinds.Regression;

    public override int Width => Count;

    public override int Count => hasStandardDeviation ? 2 : 1;

    public override bool HasStandardDeviation => hasStandardDeviation;

    public override Delegate CreateGetter(int index, ScoreSource source) => Number(source, index);

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId) =>
    [
        .. new[] { AnnotationKinds.Score, AnnotationKinds.StandardDeviation }.Take(Count)
            .Select(name => new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single, Annotations(setId, name).ToAnnotations())),
    ];
}
