namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = sum (x - mean)^2 / (n - correction) along axes, n elements each, in double precision; shapes as <see cref="AxesReduction"/> says. Not a number where n is at
/// most the correction.
/// </summary>
public sealed record Variance : AxesReduction
{
    private readonly int _correction = 1;

    /// <summary>What is taken from the number of elements: 1 for the unbiased estimate of a sample's variance, 0 for the mean square itself. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Correction
    {
        get => _correction;
        init => _correction = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Variance.Correction is 0 or more.");
    }
}
