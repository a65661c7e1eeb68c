namespace MLExtensions.Networks;

/// <summary>Which values <see cref="ReduceOnPlateau"/> takes for better.</summary>
public enum PlateauMode
{
    /// <summary>Smaller ones, as of a loss.</summary>
    Minimum,

    /// <summary>Larger ones.</summary>
    Maximum,
}
