using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>When a network's training is given up because others were further by then: the median stopping rule.</summary>
/// <remarks>
/// Golovin et al., "Google Vizier: A Service for Black-Box Optimization", 2017, section 3.2.2: a trial stops at epoch s where its lowest validation loss so far is above the median of the other trials' mean
/// validation losses over their epochs up to s, of the same fold. The losses are those on the rows that networks hold out for themselves; one that holds out none is never stopped.
/// </remarks>
public sealed record MedianStoppingOptions
{
    /// <summary>Epochs that every network is trained for. Default 5; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumEpochs { get; init; } = 5;

    /// <summary>Other trials that must have got as far before one is compared with them. Default 3; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumTrials { get; init; } = 3;

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
