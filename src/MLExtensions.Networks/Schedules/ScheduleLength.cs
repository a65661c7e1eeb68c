namespace MLExtensions.Networks;

/// <summary>How long a schedule is going to run.</summary>
/// <param name="Steps">Steps; null where that is not known.</param>
/// <param name="Epochs">Epochs.</param>
internal readonly record struct ScheduleLength(long? Steps, long Epochs)
{
    public static InvalidOperationException Unknown(string option) =>
        new($"{option} is not set, which means the whole run, but how many steps that has is not known before the rows are read. Set {option}, or count epochs.");

    public long? In(ScheduleInterval interval) => interval == ScheduleInterval.Step ? Steps : Epochs;
}
