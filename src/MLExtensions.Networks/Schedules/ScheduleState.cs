namespace MLExtensions.Networks;

/// <summary>A run of a <see cref="LearningRateSchedule"/>: sets the rates of parameter groups before each step.</summary>
public sealed class ScheduleState
{
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly ScheduleRun _run;

    /// <summary>Starts a run: the groups get the rates of the first step.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="groups">The parameter groups; the rates that they have now are their base rates.</param>
    /// <param name="plan">How long the run is going to be, with a batch for each step.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option of the schedule is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The schedule lasts for the whole run, whose length is not known; the message names the option to set.</exception>
    public ScheduleState(LearningRateSchedule schedule, IReadOnlyList<ParameterGroup> groups, TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(plan);
        schedule.Validate();
        _groups = groups;
        _run = schedule.Start([.. groups.Select(group => (double)group.LearningRate)], new ScheduleLength(plan.Epochs * plan.BatchesPerEpoch, plan.Epochs));
        SetRates();
    }

    /// <summary>Counts a step of the optimiser.</summary>
    public void EndStep()
    {
        _run.EndStep();
        SetRates();
    }

    /// <summary>Counts an epoch.</summary>
    public void EndEpoch()
    {
        _run.EndEpoch();
        SetRates();
    }

    /// <summary>Tells the loss of the epoch that has ended: for <see cref="ReduceOnPlateau"/>.</summary>
    /// <param name="loss">The validation loss, or where there is none the training loss.</param>
    public void Observe(double loss)
    {
        _run.Observe(loss);
        SetRates();
    }

    /// <summary>Adds what a resumed run needs.</summary>
    /// <param name="state">Receives it.</param>
    /// <param name="prefix">What the names begin with.</param>
    public void Save(TrainingState state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(state);
        _run.Save(state, prefix);
    }

    /// <summary>Takes back what <see cref="Save"/> added, and sets the groups' rates accordingly.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <exception cref="InvalidDataException">It is of another schedule.</exception>
    public void Load(TrainingState state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(state);
        _run.Load(state, prefix);
        SetRates();
    }

    private void SetRates()
    {
        for (int i = 0; i < _groups.Count; i++)
        {
            _groups[i].LearningRate = (float)_run.Rates[i];
        }
    }
}
