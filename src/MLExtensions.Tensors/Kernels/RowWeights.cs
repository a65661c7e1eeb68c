namespace MLExtensions.Tensors.Kernels;

/// <summary>The weights of a loss's rows. A weight of 0 or less takes its row out; one that is no number makes the loss none.</summary>
internal static unsafe class RowWeights
{
    /// <summary>The sum of the weights; the number of rows where there are none.</summary>
    public static double Total(float* weights, nint rows)
    {
        if (weights is null)
        {
            return rows;
        }

        double total = 0;
        for (nint i = 0; i < rows; i++)
        {
            total += weights[i] <= 0 ? 0 : weights[i];
        }

        return total;
    }
}
