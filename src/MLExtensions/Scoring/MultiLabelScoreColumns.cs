using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>PredictedLabel (a Boolean for each label), Score (the logits) and Probability (their logistic function), all vectors.</summary>
/// <remarks>A score that is NaN gives a probability that is NaN and predicts no: a Boolean cannot be missing.</remarks>
/// <param name="labelCount">Number of labels: the size of the label's vector.</param>
/// <param name="slotNames">The labels' names; null where the label column has none.</param>
internal sealed class MultiLabelScoreColumns(int labelCount, string[]? slotNames = null) : ScoreColumns
{
    public override string Kind => TaskKinds.Binary;

    public override int Width => labelCount;

    public override int Count => 3;

    public override int? VectorSize => labelCount;

    public override string[]? SlotNames => slotNames;

    public override Delegate CreateGetter(int index, ScoreSource source) => index switch
    {
        0 => (ValueGetter<VBuffer<bool>>)((ref VBuffer<bool> value) =>
        {
            var scores = source.Current;
            var editor = VBufferEditor.Create(ref value, labelCount);
            for (int i = 0; i < labelCount; i++)
            {
                editor.Values[i] = scores[i] > 0;
            }

            value = editor.Commit();
        }),
        1 => Vector(source, 0, labelCount),
        _ => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            var scores = source.Current;
            var editor = VBufferEditor.Create(ref value, labelCount);
            for (int i = 0; i < labelCount; i++)
            {
                editor.Values[i] = BinaryObjective.Probability(scores[i]);
            }

            value = editor.Commit();
        }),
    };

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId)
    {
        var probability = Annotations(setId, AnnotationKinds.Probability);
        probability.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        return
        [
            Column(AnnotationKinds.PredictedLabel, BooleanDataViewType.Instance, Annotations(setId, AnnotationKinds.PredictedLabel)),
            Column(AnnotationKinds.Score, NumberDataViewType.Single, Annotations(setId, AnnotationKinds.Score)),
            Column(AnnotationKinds.Probability, NumberDataViewType.Single, probability),
        ];
    }

    private DataViewSchema.DetachedColumn Column(string name, PrimitiveDataViewType itemType, DataViewSchema.Annotations.Builder annotations)
    {
        AddSlotNames(annotations, slotNames);
        return new(name, new VectorDataViewType(itemType, labelCount), annotations.ToAnnotations());
    }
}
