using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// How a recurrence is cut: where the weights fit in a core's cache, into chunks of rows that each go through all steps on their own; where they do not, all rows
/// take a step together, and the products and loops of a step are cut instead.
/// </summary>
internal static class RecurrentChunks
{
    private const nint Rows = 16;
    private const nint WeightsOfACache = 256 * 1024;

    public static nint RowsOfAChunk(nint batch, nint weights) => weights <= WeightsOfACache ? Math.Min(Rows, Math.Max(1, batch)) : Math.Max(1, batch);

    /// <summary>Runs a job whose length is the chunks of all directions.</summary>
    public static void Run<TJob>(ref TJob job, nint batch, nint rowsOfAChunk, int directions, int degree)
        where TJob : unmanaged, IRangeJob
    {
        nint chunks = (batch + rowsOfAChunk - 1) / rowsOfAChunk;
        if (rowsOfAChunk <= Rows)
        {
            WorkerCrew.Shared.Run(ref job, chunks * directions, 1, degree);
            return;
        }

        for (nint i = 0; i < directions; i++)
        {
            job.Run(i, i + 1);
        }
    }
}
