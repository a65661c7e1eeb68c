using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One pass over <see cref="TrainingData"/>.</summary>
public abstract class BatchReader : IDisposable
{
    /// <summary>Reads the next rows.</summary>
    /// <param name="scope">Where the batch's tensors are made.</param>
    /// <param name="rows">How many rows at most; fewer come only at the end. Of rows in groups as many whole groups as fit, but at least one, however large it is.</param>
    /// <returns>The batch; null when all rows have been read.</returns>
    public abstract Batch? Read(TensorScope scope, int rows);

    /// <summary>Passes over the next batches, as a run does that resumes within an epoch. By default reads and drops them.</summary>
    /// <param name="scope">Where tensors may be made meanwhile; it is reset.</param>
    /// <param name="batches">How many batches, at least 0.</param>
    /// <param name="rowsABatch">How many rows each of them was asked for, at least 1.</param>
    /// <returns>How many were passed over; fewer only where there are no more.</returns>
    public virtual long Skip(TensorScope scope, long batches, int rowsABatch)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsABatch, 1);
        long skipped = 0;
        while (skipped < batches)
        {
            scope.Reset();
            if (Read(scope, rowsABatch) is null)
            {
                break;
            }

            skipped++;
        }

        scope.Reset();
        return skipped;
    }

    /// <summary>Ends the pass.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the pass holds.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
