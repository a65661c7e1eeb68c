using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// <see cref="CosineDecay"/> that starts anew at the full rate after each period, each period longer than the last by a factor. Counts epochs unless told
/// otherwise. PyTorch's CosineAnnealingWarmRestarts.
/// </summary>
/// <remarks>Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.</remarks>
public sealed record CosineRestarts : CountedSchedule
{
    /// <summary>Makes the schedule.</summary>
    public CosineRestarts()
        : base(ScheduleInterval.Epoch)
    {
    }

    /// <summary>Epochs (or steps) in the first period. Default 10; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int Period { get; init; } = 10;

    /// <summary>How many times longer each period is than the one before. Default 1; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int PeriodFactor { get; init; } = 1;

    /// <summary>The lowest rate. Default 0; at least 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double MinimumRate { get; init; }

    /// <inheritdoc/>
    public override double Rate(double baseRate, long count, long? total)
    {
        long period = Period;
        if (PeriodFactor == 1)
        {
            count %= period;
        }

        while (count >= period)
        {
            count -= period;
            period *= PeriodFactor;
        }

        return MinimumRate + ((baseRate - MinimumRate) * (1 + Math.Cos(Math.PI * count / period)) / 2);
    }
}
