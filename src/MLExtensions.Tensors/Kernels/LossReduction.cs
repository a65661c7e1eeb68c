using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>From the weighted sum of all losses to the loss.</summary>
internal static class LossReduction
{
    /// <summary>What the sum is divided by.</summary>
    /// <param name="reduction">How.</param>
    /// <param name="rowWeight">The sum of the row weights.</param>
    /// <param name="elementWeight">The sum of all elements' weights.</param>
    public static double Divisor(Reduction reduction, double rowWeight, double elementWeight) => reduction switch
    {
        Reduction.Mean => elementWeight,
        Reduction.BatchMean => rowWeight,
        _ => 1,
    };

    /// <summary>The loss; 0 where nothing has weight.</summary>
    public static float Value(double sum, double divisor) => divisor <= 0 ? 0 : (float)(sum / divisor);

    /// <summary>What every element's derivative is multiplied by besides its weight.</summary>
    public static float Scale(float upstream, double divisor) => divisor <= 0 ? 0 : (float)(upstream / divisor);
}
