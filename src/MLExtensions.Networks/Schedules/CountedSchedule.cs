namespace MLExtensions.Networks;

/// <summary>A schedule whose rate follows from the number of steps, or epochs, made so far.</summary>
public abstract record CountedSchedule : LearningRateSchedule
{
    /// <summary>Made by the schedules that derive from it.</summary>
    /// <param name="interval">What it counts where nothing else is said.</param>
    protected CountedSchedule(ScheduleInterval interval)
        : base(interval)
    {
    }

    /// <summary>The learning rate in force after so many steps, or epochs.</summary>
    /// <param name="baseRate">The parameter group's own rate.</param>
    /// <param name="count">How many steps, or epochs, have been made; 0 for the first.</param>
    /// <param name="total">How many the run has in all, if every epoch is run; null where that is not known.</param>
    /// <exception cref="InvalidOperationException">It needs the total, which is not known.</exception>
    public abstract double Rate(double baseRate, long count, long? total);

    internal sealed override ScheduleRun Start(double[] baseRates, ScheduleLength length) => new CountedRun(this, baseRates, length);
}
