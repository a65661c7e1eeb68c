using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>
/// Keeps an exponential moving average of the weights, average = decay * average + (1 - decay) * weights after every step, and measures and keeps that in
/// place of the weights, which training goes on with. It evens out the last steps' noise. Buffers, such as running means, are not averaged.
/// </summary>
/// <remarks>
/// Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992. Costs as much memory as the weights, and one pass over them a step.
/// </remarks>
public sealed record MovingAverage
{
    /// <summary>How slowly the average forgets: it reaches back some 1 / (1 - decay) steps. Default 0.999; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Decay { get; init; } = 0.999;

    /// <summary>Whether the average forgets faster at first: the decay of step n, from 1, is at most (1 + n) / (10 + n). Default true.</summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
