using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// Multiplies the rate by <see cref="Gamma"/> after every <see cref="StepSize"/> epochs: rate = base * gamma^floor(n / size). Counts epochs unless told
/// otherwise. PyTorch's StepLR.
/// </summary>
public sealed record StepDecay : CountedSchedule
{
    /// <summary>Makes the schedule.</summary>
    public StepDecay()
        : base(ScheduleInterval.Epoch)
    {
    }

    /// <summary>Epochs (or steps) between two changes. Default 10; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int StepSize { get; init; } = 10;

    /// <summary>What the rate is multiplied by. Default 0.1; more than 0, at most 10.</summary>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double Rate(double baseRate, long count, long? total) => baseRate * Math.Pow(Gamma, count / StepSize);
}
