namespace MLExtensions.Networks;

/// <summary>What <see cref="ReduceOnPlateau.Threshold"/> is measured in.</summary>
public enum ThresholdMode
{
    /// <summary>Parts of the best value.</summary>
    Relative,

    /// <summary>The value's own unit.</summary>
    Absolute,
}
