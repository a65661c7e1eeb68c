namespace MLExtensions.Networks;

/// <summary>A schedule as it runs: the rates of the next step, and what it counts.</summary>
internal abstract class ScheduleRun
{
    private protected ScheduleRun(double[] baseRates)
    {
        BaseRates = baseRates;
        Rates = [.. baseRates];
    }

    /// <summary>A rate for each parameter group.</summary>
    public double[] Rates { get; }

    protected double[] BaseRates { get; }

    public abstract void EndStep();

    public abstract void EndEpoch();

    public abstract void Observe(double loss);

    public abstract void Save(TrainingState state, string prefix);

    public abstract void Load(TrainingState state, string prefix);
}
