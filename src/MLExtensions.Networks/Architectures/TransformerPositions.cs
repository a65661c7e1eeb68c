namespace MLExtensions.Networks;

/// <summary>How a <see cref="TransformerEncoder"/> knows the order of the steps.</summary>
public enum TransformerPositions
{
    /// <summary>A learnt vector for each position, added to the step (<see cref="LearnedPositions"/>).</summary>
    Learned,

    /// <summary>Sines and cosines of the position, added to the step (<see cref="SinusoidalPositions"/>).</summary>
    Sinusoidal,

    /// <summary>Queries and keys are turned by their positions in every layer's attention, which so sees how far apart steps are (Su et al., "RoFormer", 2021).</summary>
    Rotary,

    /// <summary>Not at all: a row is a set of steps.</summary>
    None,
}
