using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Rows of a data view as a network is trained on them.</summary>
internal abstract class RowData(RowLayout layout, ElementType labelType, string? digest) : TrainingData
{
    public RowLayout Layout => layout;

    public override Shape RowShape { get; } = [layout.FeatureCount];

    public override ElementType LabelType => labelType;

    public override int LabelSize => layout.LabelSize;

    public override bool HasGroups => layout.IsGrouped;

    public override string? Digest() => digest;

    public override BatchReader Open(Philox? shuffle) => new RowBatchReader(this, OpenChunks(shuffle));

    protected abstract IRowChunks OpenChunks(Philox? shuffle);
}
