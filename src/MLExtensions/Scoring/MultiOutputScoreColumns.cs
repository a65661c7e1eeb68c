using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>
/// Score (a vector with a number for each output, in the label's units); then StandardDeviation, likewise, where the network gives one.
/// </summary>
/// <param name="outputCount">Number of outputs: the size of the label's vector.</param>
/// <param name="slotNames">The outputs' names; null where the label column has none.</param>
/// <param name="hasStandardDeviation">Whether the network gives twice as many scores: the means, then the standard deviations.</param>
internal sealed class MultiOutputScoreColumns(int outputCount, string[]? slotNames = null, bool hasStandardDeviation = false) : ScoreColumns
{
    public override string Kind => TaskKinds.MultiOutputRegression;

    public override int Width => Count * outputCount;

    public override int Count => hasStandardDeviation ? 2 : 1;

    public override int? VectorSize => outputCount;

    public override string[]? SlotNames => slotNames;

    public override bool HasStandardDeviation => hasStandardDeviation;

    public override Delegate CreateGetter(int index, ScoreSource source) => Vector(source, index * outputCount, outputCount);

    protected override IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId) =>
        [.. new[] { AnnotationKinds.Score, AnnotationKinds.StandardDeviation }.Take(Count).Select(name => Column(setId, name))];

    private DataViewSchema.DetachedColumn Column(uint setId, string name)
    {
        var annotations = Annotations(setId, name);
        AddSlotNames(annotations, slotNames);
        return new(name, new VectorDataViewType(NumberDataViewType.Single, outputCount), annotations.ToAnnotations());
    }
}
