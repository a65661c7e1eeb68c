using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>Ends training when the validation loss has stopped improving. Without validation data it does nothing.</summary>
/// <remarks>
/// Prechelt, "Early Stopping - But When?", 1998. The weights of the epoch with the lowest validation loss are restored
/// whenever there is validation data, with or without early stopping.
/// </remarks>
public sealed record EarlyStopping
{
    /// <summary>Epochs without improvement after which training ends. Default 10; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int Patience { get; init; } = 10;

    /// <summary>By how much the validation loss must fall to count as an improvement, in units of the loss. Default 0; at least 0.</summary>
    [Range(0.0, float.MaxValue)]
    public double MinimumImprovement { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public void Validate() => OptionRanges.Check(this);
}
