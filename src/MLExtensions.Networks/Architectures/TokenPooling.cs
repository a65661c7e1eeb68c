namespace MLExtensions.Networks;

/// <summary>How the positions of a transformer become one vector.</summary>
public enum TokenPooling
{
    /// <summary>A learnt position is put in front of the others, and its vector is taken.</summary>
    ClassToken,

    /// <summary>The mean of all positions.</summary>
    Mean,
}
