namespace MLExtensions.Networks;

/// <summary>A run of a <see cref="LinearWarmUp"/> and of what follows it.</summary>
internal sealed class WarmUpRun : ScheduleRun
{
    private readonly LinearWarmUp _schedule;
    private readonly ScheduleLength _length;
    private long _steps;
    private long _epochs;

    // Where the warm-up ended; -1 before.
    private long _endStep = -1;
    private long _endEpoch = -1;
    private ScheduleRun? _then;

    public WarmUpRun(LinearWarmUp schedule, double[] baseRates, ScheduleLength length)
        : base(baseRates)
    {
        _schedule = schedule;
        _length = length;

        // What cannot run should say so now and not after the warm-up.
        schedule.Then?.Start(baseRates, length);
        SetRates();
    }

    public override void EndStep()
    {
        _steps++;
        _then?.EndStep();
        EndWarmUpIfDone();
        SetRates();
    }

    public override void EndEpoch()
    {
        // An epoch in which the next schedule has made no step is not its own.
        if (_steps > _endStep)
        {
            _then?.EndEpoch();
        }

        _epochs++;
        EndWarmUpIfDone();
        SetRates();
    }

    public override void Observe(double loss)
    {
        if (_steps > _endStep)
        {
            _then?.Observe(loss);
        }

        SetRates();
    }

    public override void Save(TrainingState state, string prefix)
    {
        state.Add($"{prefix}.steps", _steps);
        state.Add($"{prefix}.epochs", _epochs);
        state.Add($"{prefix}.end.step", _endStep);
        state.Add($"{prefix}.end.epoch", _endEpoch);
        _then?.Save(state, $"{prefix}.then");
    }

    public override void Load(TrainingState state, string prefix)
    {
        _steps = state.Count($"{prefix}.steps");
        _epochs = state.Count($"{prefix}.epochs");
        _endStep = state.Count($"{prefix}.end.step");
        _endEpoch = state.Count($"{prefix}.end.epoch");
        _then = null;
        if (_endStep >= 0)
        {
            StartNext();
            _then?.Load(state, $"{prefix}.then");
        }

        SetRates();
    }

    private long Counted => _schedule.Interval == ScheduleInterval.Step ? _steps : _epochs;

    private void EndWarmUpIfDone()
    {
        if (_endStep < 0 && Counted >= _schedule.Steps)
        {
            (_endStep, _endEpoch) = (_steps, _epochs);
            StartNext();
        }
    }

    private void StartNext() =>
        _then = _schedule.Then?.Start(BaseRates, new ScheduleLength(Rest(_length.Steps, _endStep), Math.Max(1, _length.Epochs - _endEpoch)));

    private static long? Rest(long? total, long passed) => total is { } known ? Math.Max(1, known - passed) : null;

    private void SetRates()
    {
        double part = Math.Min(1, (double)Counted / _schedule.Steps);
        double factor = _schedule.StartFactor + ((1 - _schedule.StartFactor) * part);
        for (int i = 0; i < Rates.Length; i++)
        {
            Rates[i] = _then is not null ? _then.Rates[i] : _endStep >= 0 ? BaseRates[i] : BaseRates[i] * factor;
        }
    }
}
