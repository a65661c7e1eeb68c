using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One pass over <see cref="TrainingData"/>.</summary>
public abstract class BatchReader : IDisposable
{
    private const int SkippedAtOnce = 1024;

    /// <summary>Reads the next rows.</summary>
    /// <param name="scope">Where the batch's tensors are made.</param>
    /// <param name="rows">How many rows at most; fewer come only at the end.</param>
    /// <returns>The batch; null when all rows have been read.</returns>
    public abstract Batch? Read(TensorScope scope, int rows);

    /// <summary>Passes over the next rows, as a run does that resumes within an epoch. By default reads and drops them.</summary>
    /// <param name="scope">Where tensors may be made meanwhile; it is reset.</param>
    /// <param name="rows">How many rows, at least 0.</param>
    /// <returns>How many were passed over; fewer only where there are no more.</returns>
    public virtual long Skip(TensorScope scope, long rows)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        long skipped = 0;
        while (skipped < rows)
        {
            scope.Reset();
            if (Read(scope, (int)Math.Min(rows - skipped, SkippedAtOnce)) is not { } batch)
            {
                break;
            }

            skipped += batch.Count;
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
