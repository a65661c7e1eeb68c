using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Score (Single): the larger, the further up the row belongs within its group.</summary>
internal sealed class RankingScoreColumns : ScoreColumns
{
    public override string Kind => TaskKinds.Ranking;

    public override int Width => 1;

    public override int Count => 1;

    public override Delegate CreateGetter(int index, ScoreSource source) => Number(source, 0);

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId) =>
        [new(AnnotationKinds.Score, NumberDataViewType.Single, Annotations(setId, AnnotationKinds.Score).ToAnnotations())];
}
