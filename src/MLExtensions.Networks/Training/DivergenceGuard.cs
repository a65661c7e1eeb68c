using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>
/// Ends a run whose loss has left all bounds though it is still finite, as the learning rate is far too high: what is learnt then is worth nothing. The
/// bound is <see cref="Factor"/> times the loss of the run's first batch, or times 1 where that was less, so that going on from trained weights is no
/// different.
/// </summary>
/// <remarks>
/// Ten batches in a row must be above it: one may hold a row unlike all others, and some runs recover from a bad first step. A validation loss above it
/// ends the run at once. Without validation data up to three batches of the training data are measured when an epoch ends, so that the weights that are
/// kept are known to be sound. A loss that is not finite always ends a run.
/// </remarks>
public sealed record DivergenceGuard
{
    /// <summary>How many times the first batch's loss, or 1, a loss may be. Default 10,000; at least 10.</summary>
    [Range(10.0, double.MaxValue)]
    public double Factor { get; init; } = 1e4;

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
