using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>What <c>SetNetworkTrialRunner</c> takes.</summary>
public sealed record NetworkTrialOptions
{
    /// <summary>When a network's training is given up because others were further by then; null for never. Default: after 5 epochs, against at least 3 other trials.</summary>
    public MedianStoppingOptions? MedianStopping { get; init; } = new();

    /// <summary>Threads that a network may use; null, the default, for all processors. At least 1.</summary>
    [Range(1, int.MaxValue)]
    public int? Threads { get; init; }

    /// <summary>Receives what is known of each trial as it ends, failed ones with their reasons; null, the default, for nobody.</summary>
    public TrialLog? Log { get; init; }

    /// <summary>Told of each epoch of each network, on the training thread. Default null.</summary>
    public IProgress<TrialEpoch>? Progress { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        OptionRanges.Check(this);
        MedianStopping?.Validate();
    }
}
