namespace MLExtensions.Tensors.Kernels;

/// <summary>Mean and deviation of what is normalised, as the kernels save them: a mean of two floats, high and low, and 1 / sqrt(variance + epsilon).</summary>
internal readonly struct Moments
{
    /// <summary>From the sums of d = x - centre and of d^2.</summary>
    public Moments(double centre, double sum, double squares, double count)
    {
        double difference = count > 0 ? sum / count : 0;
        Mean = centre + difference;

        // Max keeps what is no number.
        Squares = Math.Max(0, squares - difference * sum);
        Count = count;
    }

    public double Mean { get; }

    /// <summary>The sum of the squared differences to the mean.</summary>
    public double Squares { get; }

    public double Count { get; }

    public float High => (float)Mean;

    /// <summary>What <see cref="High"/> lacks.</summary>
    public float Low => float.IsFinite(High) ? (float)(Mean - High) : 0;

    /// <summary>With n - 1 below; 0 for one value.</summary>
    public float UnbiasedVariance => (float)(Squares / Math.Max(1, Count - 1));

    public float InverseDeviation(float epsilon) => (float)(1 / Math.Sqrt((Count > 0 ? Squares / Count : 0) + epsilon));
}
