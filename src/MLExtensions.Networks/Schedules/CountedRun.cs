namespace MLExtensions.Networks;

/// <summary>A run of a <see cref="CountedSchedule"/>.</summary>
internal sealed class CountedRun : ScheduleRun
{
    private readonly CountedSchedule _schedule;
    private readonly long? _total;
    private long _count;

    public CountedRun(CountedSchedule schedule, double[] baseRates, ScheduleLength length)
        : base(baseRates)
    {
        _schedule = schedule;
        _total = length.In(schedule.Interval);
        SetRates();
    }

    public override void EndStep() => Count(ScheduleInterval.Step);

    public override void EndEpoch() => Count(ScheduleInterval.Epoch);

    public override void Observe(double loss)
    {
    }

    public override void Save(TrainingState state, string prefix) => state.Add($"{prefix}.count", _count);

    public override void Load(TrainingState state, string prefix)
    {
        _count = state.Count($"{prefix}.count");
        SetRates();
    }

    private void Count(ScheduleInterval ended)
    {
        if (ended == _schedule.Interval)
        {
            _count++;
            SetRates();
        }
    }

    private void SetRates()
    {
        for (int i = 0; i < Rates.Length; i++)
        {
            double rate = _schedule.Rate(BaseRates[i], _count, _total);
            Rates[i] = rate is >= 0 and <= float.MaxValue
                ? rate
                : throw new InvalidOperationException(
                    $"{_schedule.GetType().Name} gave a learning rate of {rate} after {_count} {_schedule.Interval}s; expected a number of at least 0.");
        }
    }
}
