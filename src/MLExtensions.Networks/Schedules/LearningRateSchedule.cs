using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>
/// How the learning rate changes during training. Immutable; a run of it is a <see cref="ScheduleState"/>. Each parameter group's own rate is what its
/// schedule starts from, so groups keep their proportions. Rates are computed in double precision and equal PyTorch's. Own schedules derive from
/// <see cref="CountedSchedule"/>.
/// </summary>
public abstract record LearningRateSchedule
{
    private protected LearningRateSchedule(ScheduleInterval interval) => Interval = interval;

    /// <summary>Whether steps or epochs are counted. The default is said with each schedule.</summary>
    public ScheduleInterval Interval { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public virtual void Validate() => OptionRanges.Check(this);

    /// <summary>Starts a run at its first rates.</summary>
    /// <exception cref="InvalidOperationException">It needs the run's length, which is not known.</exception>
    internal abstract ScheduleRun Start(double[] baseRates, ScheduleLength length);
}
