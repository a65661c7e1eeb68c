namespace MLExtensions.Networks;

/// <summary>How <see cref="NumberStatistics.ToColumn"/> lets a network take numbers.</summary>
public enum NumberEncoding
{
    /// <summary>(x - mean) / scale, one value; the scale is the standard deviation but for the slots that <see cref="NumberStatistics.ToColumn"/> names.</summary>
    Standardized,

    /// <summary>
    /// Standardised, and piecewise linear over bins with about as many values in each, one value a bin (<see cref="NumberColumn"/>). Slots with fewer than three different values are standardised.
    /// </summary>
    PiecewiseLinear,

    /// <summary>The number as it is; a missing one counts as 0.</summary>
    None,
}
