using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>PredictedLabel (a key over the label's values) and Score (a probability per class).</summary>
/// <param name="classCount">Number of classes: the count of the label's key type.</param>
/// <param name="labelValues">The values behind the label's keys; null where it has none.</param>
internal sealed class MulticlassScoreColumns(int classCount, LabelValues? labelValues) : ScoreColumns
{
    public override string Kind => TaskKinds.Multiclass;

    public override int Width => classCount;

    public override int Count => 2;

    public override int? VectorSize => classCount;

    /// <summary>The values behind the label's keys; null where it has none.</summary>
    public LabelValues? LabelValues => labelValues;

    public override Delegate CreateGetter(int index, ScoreSource source) =>
        index == 0
            ? (ValueGetter<uint>)((ref uint value) => value = LargestOf(source.Current))
            : Vector(source, 0, classCount);

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId)
    {
        var label = Annotations(setId, AnnotationKinds.PredictedLabel);
        var score = Annotations(setId, AnnotationKinds.Score);
        if (labelValues is not null)
        {
            labelValues.AddTo(label, AnnotationKinds.KeyValues);
            labelValues.AddTo(score, AnnotationKinds.TrainingLabelValues);
            if (labelValues.IsText)
            {
                labelValues.AddTo(score, AnnotationKinds.SlotNames);
            }
        }

        return
        [
            new(AnnotationKinds.PredictedLabel, new KeyDataViewType(typeof(uint), classCount), label.ToAnnotations()),
            new(AnnotationKinds.Score, new VectorDataViewType(NumberDataViewType.Single, classCount), score.ToAnnotations()),
        ];
    }

    /// <summary>The key of the most probable class, from 1; 0, the missing key, where a score is NaN.</summary>
    private static uint LargestOf(ReadOnlySpan<float> scores)
    {
        int largest = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                return 0;
            }

            if (scores[i] > scores[largest])
            {
                largest = i;
            }
        }

        return (uint)largest + 1;
    }
}
