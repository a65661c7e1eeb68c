using System.ComponentModel.DataAnnotations;

namespace MLExtensions.Networks;

/// <summary>
/// Multiplies the rate by <see cref="Factor"/> when the validation loss (without validation data the training loss) has not improved for more than
/// <see cref="Patience"/> epochs. Always counts epochs. PyTorch's ReduceLROnPlateau.
/// </summary>
public sealed record ReduceOnPlateau : LearningRateSchedule
{
    /// <summary>Makes the schedule.</summary>
    public ReduceOnPlateau()
        : base(ScheduleInterval.Epoch)
    {
    }

    /// <summary>What the rate is multiplied by. Default 0.1; more than 0 and less than 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs without improvement that are let pass. Default 10; at least 0. <see cref="EarlyStopping.Patience"/> should be larger.</summary>
    [Range(0, int.MaxValue)]
    public int Patience { get; init; } = 10;

    /// <summary>By how much the loss must improve for it to count. Default 1e-4; at least 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double Threshold { get; init; } = 1e-4;

    /// <summary>What <see cref="Threshold"/> is measured in. Default <see cref="ThresholdMode.Relative"/>: parts of the best value.</summary>
    public ThresholdMode ThresholdMode { get; init; }

    /// <summary>Which values are better. Default <see cref="PlateauMode.Minimum"/>, as a loss needs.</summary>
    public PlateauMode Mode { get; init; }

    /// <summary>Epochs after a reduction in which none is counted as without improvement. Default 0; at least 0.</summary>
    [Range(0, int.MaxValue)]
    public int Cooldown { get; init; }

    /// <summary>The lowest rate. Default 0; at least 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double MinimumRate { get; init; }

    /// <summary>The smallest reduction that is worth making. Default 1e-8; at least 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Interval != ScheduleInterval.Epoch)
        {
            throw new ArgumentOutOfRangeException(nameof(Interval), $"ReduceOnPlateau.Interval is {Interval}; it listens to the loss of an epoch, so expected Epoch.");
        }
    }

    internal override ScheduleRun Start(double[] baseRates, ScheduleLength length) => new PlateauRun(this, baseRates);
}
