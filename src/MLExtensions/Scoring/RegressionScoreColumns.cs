using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Score (Single), in the label's unit.</summary>
internal sealed class RegressionScoreColumns : ScoreColumns
{
    public override string Kind => "Regression";

    public override int Width => 1;

    public override int Count => 1;

    public override Delegate CreateGetter(int index, ScoreSource source) =>
        (ValueGetter<float>)((ref float value) => value = source.Current[0]);

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId) =>
        [new(AnnotationKinds.Score, NumberDataViewType.Single, Annotations(setId, AnnotationKinds.Score).ToAnnotations())];
}
