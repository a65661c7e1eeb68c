using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// Raises the rate from base / <see cref="DivisionFactor"/> to the base rate, and then lowers it far below where it began. The base rate, which is the options'
/// learning rate, is the peak: it may be several times what would do without a schedule. Counts steps unless told otherwise. PyTorch's OneCycleLR, but that
/// the momentum stays as it is (<c>cycle_momentum=False</c>).
/// </summary>
/// <remarks>Smith, Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018.</remarks>
public sealed record OneCycle : CountedSchedule
{
    /// <summary>Makes the schedule.</summary>
    public OneCycle()
        : base(ScheduleInterval.Step)
    {
    }

    /// <summary>Steps (or epochs) in the cycle; null, the default, for the whole run. At least 1. Past the end the rate stays at its lowest.</summary>
    [Range(1, int.MaxValue)]
    public int? TotalSteps { get; init; }

    /// <summary>The part of the cycle in which the rate rises. Default 0.3; 0 to 1, with <see cref="ThreePhase"/> at most 0.5.</summary>
    [Range(0.0, 1.0)]
    public double WarmUpFraction { get; init; } = 0.3;

    /// <summary>How the rate goes up and down. Default <see cref="Annealing.Cosine"/>.</summary>
    public Annealing Anneal { get; init; }

    /// <summary>How many times smaller the first rate is than the peak. Default 25; at least 1.</summary>
    [Range(1.0, double.MaxValue)]
    public double DivisionFactor { get; init; } = 25;

    /// <summary>How many times smaller the last rate is than the first. Default 10,000; at least 1.</summary>
    [Range(1.0, double.MaxValue)]
    public double FinalDivisionFactor { get; init; } = 1e4;

    /// <summary>Whether the rate first comes down as it went up, and falls to its lowest only then, as in the paper. Default false.</summary>
    public bool ThreePhase { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (ThreePhase && WarmUpFraction > 0.5)
        {
            throw new ArgumentOutOfRangeException(
                nameof(WarmUpFraction), $"WarmUpFraction is {WarmUpFraction}; with ThreePhase the rate comes down for as long as it rises, so expected at most 0.5.");
        }
    }

    /// <inheritdoc/>
    public override double Rate(double baseRate, long count, long? total)
    {
        long steps = TotalSteps ?? total ?? throw ScheduleLength.Unknown($"{nameof(OneCycle)}.{nameof(TotalSteps)}");
        double step = Math.Min(count, steps - 1);
        double first = baseRate / DivisionFactor;
        double lowest = first / FinalDivisionFactor;

        // The first step has the first rate and the last one the lowest: so the ends of the phases are one less than their lengths.
        double peak = (WarmUpFraction * steps) - 1;
        if (step <= peak)
        {
            return Between(first, baseRate, step, 0, peak);
        }

        if (!ThreePhase)
        {
            return Between(baseRate, lowest, step, peak, steps - 1);
        }

        double down = (2 * WarmUpFraction * steps) - 2;
        return step <= down ? Between(baseRate, first, step, peak, down) : Between(first, lowest, step, down, steps - 1);
    }

    private double Between(double from, double to, double step, double start, double end)
    {
        double part = end > start ? (step - start) / (end - start) : 1;
        return Anneal == Annealing.Linear ? from + ((to - from) * part) : to + ((from - to) / 2 * (Math.Cos(Math.PI * part) + 1));
    }
}
