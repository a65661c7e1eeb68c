using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>PredictedLabel (Boolean), Score (the logit) and Probability (its logistic function).</summary>
internal sealed class BinaryScoreColumns : ScoreColumns
{
    public override string Kind => TaskKinds.Binary;

    public override int Width => 1;

    public override int Count => 3;

    public override Delegate CreateGetter(int index, ScoreSource source) => index switch
    {
        0 => (ValueGetter<bool>)((ref bool value) => value = source.Current[0] > 0),
        1 => Number(source, 0),
        _ => (ValueGetter<float>)((ref float value) => value = BinaryObjective.Probability(source.Current[0])),
    };

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId)
    {
        var probability = Annotations(setId, AnnotationKinds.Probability);
        probability.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        return
        [
            new(AnnotationKinds.PredictedLabel, BooleanDataViewType.Instance, Annotations(setId, AnnotationKinds.PredictedLabel).ToAnnotations()),
            new(AnnotationKinds.Score, NumberDataViewType.Single, Annotations(setId, AnnotationKinds.Score).ToAnnotations()),
            new(AnnotationKinds.Probability, NumberDataViewType.Single, probability.ToAnnotations()),
        ];
    }
}
