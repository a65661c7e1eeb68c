using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Labelled rows that can be read once an epoch. Nothing assumes that they are in memory or can be reached by number.</summary>
public abstract class TrainingData
{
    /// <summary>How many rows there are; null where that is not known before they are read.</summary>
    public abstract long? RowCount { get; }

    /// <summary>The shape of one row: `[features]`.</summary>
    public abstract Shape RowShape { get; }

    /// <summary>What the labels are: Float32 values, or Int32 class indices.</summary>
    public abstract ElementType LabelType { get; }

    /// <summary>Label values of one row. Default 1; at least 1.</summary>
    public virtual int LabelSize => 1;

    /// <summary>Whether the rows are in groups, as ranking needs them: then every batch is of whole groups and says which, <see cref="Batch.Groups"/>. Default false.</summary>
    public virtual bool HasGroups => false;

    /// <summary>
    /// How many batches one pass gives; null where that is not known before they are read. Of rows in groups it is an estimate, as the order of the groups has a
    /// say. Default: by the number of rows; null where there are groups.
    /// </summary>
    /// <param name="rowsABatch">How many rows each batch is asked for; at least 1.</param>
    public virtual long? BatchCount(int rowsABatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsABatch, 1);
        return HasGroups ? null : (RowCount + rowsABatch - 1) / rowsABatch;
    }

    /// <summary>Starts to read all rows once. Readers are independent of each other.</summary>
    /// <param name="shuffle">Decides the order, of groups where there are any; null for the rows' own order.</param>
    public abstract BatchReader Open(Philox? shuffle);

    /// <summary>
    /// A text that is the same for the same rows and differs for others, so that a run does not go on from a checkpoint of other data; asked for once a run, only
    /// with checkpoints. Null, the default, where that would cost too much; then only the number and shape of the rows are compared.
    /// </summary>
    public virtual string? Digest() => null;
}
