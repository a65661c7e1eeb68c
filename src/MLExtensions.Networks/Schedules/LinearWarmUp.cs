using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// Raises the rate in a straight line from <see cref="StartFactor"/> times the base rate to the base rate, and then leaves it to another schedule:
/// rate = base (start + (1 - start) n / steps) for n up to steps. Counts steps unless told otherwise. PyTorch's LinearLR, followed by another in SequentialLR.
/// </summary>
public sealed record LinearWarmUp : LearningRateSchedule
{
    /// <summary>Makes the schedule.</summary>
    public LinearWarmUp()
        : base(ScheduleInterval.Step)
    {
    }

    /// <summary>Steps (or epochs) until the base rate is reached. Default 500; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 500;

    /// <summary>What part of the base rate comes first. Default 1/3; 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double StartFactor { get; init; } = 1.0 / 3;

    /// <summary>
    /// What follows; null, the default, stays at the base rate. It counts from the end of the warm-up on, in its own interval, and where it lasts for "the
    /// whole run" that is the rest of it. An epoch in which the warm-up ends is its first.
    /// </summary>
    public LearningRateSchedule? Then { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Then?.Validate();
    }

    internal override ScheduleRun Start(double[] baseRates, ScheduleLength length) => new WarmUpRun(this, baseRates, length);
}
