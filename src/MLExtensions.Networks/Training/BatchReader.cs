using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One pass over <see cref="TrainingData"/>.</summary>
public abstract class BatchReader : IDisposable
{
    /// <summary>Reads the next rows.</summary>
    /// <param name="scope">Where the batch's tensors are made.</param>
    /// <param name="rows">How many rows at most; fewer come only at the end.</param>
    /// <returns>The batch; null when all rows have been read.</returns>
    public abstract Batch? Read(TensorScope scope, int rows);

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
