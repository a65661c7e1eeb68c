namespace MLExtensions.Networks;

/// <summary>What a <see cref="LearningRateSchedule"/> counts.</summary>
public enum ScheduleInterval
{
    /// <summary>Steps of the optimiser: one a batch, or one for every <see cref="TrainingOptions.AccumulationSteps"/> batches.</summary>
    Step,

    /// <summary>Epochs.</summary>
    Epoch,
}
