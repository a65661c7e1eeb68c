using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// Multiplies the rate by <see cref="Gamma"/> after every epoch: rate = base * gamma^n. Counts epochs unless told otherwise. PyTorch's ExponentialLR.
/// </summary>
public sealed record ExponentialDecay : CountedSchedule
{
    /// <summary>Makes the schedule.</summary>
    public ExponentialDecay()
        : base(ScheduleInterval.Epoch)
    {
    }

    /// <summary>What the rate is multiplied by. Default 0.95; more than 0, at most 10.</summary>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double Gamma { get; init; } = 0.95;

    /// <inheritdoc/>
    public override double Rate(double baseRate, long count, long? total) => baseRate * Math.Pow(Gamma, count);
}
