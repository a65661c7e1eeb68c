namespace MLExtensions.Networks;

/// <summary>How a rate goes from one value to another.</summary>
public enum Annealing
{
    /// <summary>Along half a cosine wave: slowly at both ends.</summary>
    Cosine,

    /// <summary>In a straight line.</summary>
    Linear,
}
