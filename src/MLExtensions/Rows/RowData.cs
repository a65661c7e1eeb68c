using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Rows of a data view as a network is trained on them.</summary>
/// <param name="layout">What there is of a row.</param>
/// <param name="labelType">What the labels are.</param>
/// <param name="digest">Tells the data from other data.</param>
/// <param name="poll">Called for every batch.</param>
internal abstract class RowData(RowLayout layout, ElementType labelType, string? digest, Action poll) : TrainingData
{
    public RowLayout Layout => layout;

    protected Action Poll => poll;

    public override Shape RowShape { get; } = [layout.FeatureCount];

    public override ElementType LabelType => labelType;

    public override int LabelSize => layout.LabelSize;

    public override bool HasGroups => layout.IsGrouped;

    public override string? Digest() => digest;

    public override BatchReader Open(Philox? shuffle) => new RowBatchReader(this, OpenChunks(shuffle), Poll);

    protected abstract IRowChunks OpenChunks(Philox? shuffle);
}
