using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// Lowers the rate along half a cosine wave: rate = minimum + (base - minimum) (1 + cos(pi n / period)) / 2. Counts epochs unless told otherwise. PyTorch's
/// CosineAnnealingLR: past the period the rate rises again.
/// </summary>
/// <remarks>Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.</remarks>
public sealed record CosineDecay : CountedSchedule
{
    /// <summary>Makes the schedule.</summary>
    public CosineDecay()
        : base(ScheduleInterval.Epoch)
    {
    }

    /// <summary>Epochs (or steps) until the rate is at its minimum; null, the default, for the whole run. At least 1.</summary>
    [Range(1, int.MaxValue)]
    public int? Period { get; init; }

    /// <summary>The lowest rate. Default 0; at least 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double MinimumRate { get; init; }

    /// <inheritdoc/>
    public override double Rate(double baseRate, long count, long? total)
    {
        long period = Period ?? total ?? throw ScheduleLength.Unknown($"{nameof(CosineDecay)}.{nameof(Period)}");
        return MinimumRate + ((baseRate - MinimumRate) * (1 + Math.Cos(Math.PI * count / Math.Max(1, period))) / 2);
    }
}
