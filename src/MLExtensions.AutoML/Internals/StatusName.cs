namespace MLExtensions.AutoML.Internals;

/// <summary>A status in words.</summary>
internal static class StatusName
{
    public static string Of(TrialStatus status) => status switch
    {
        TrialStatus.OutOfMemory => "Out of memory",
        TrialStatus.TimedOut => "Timed out",
        _ => status.ToString(),
    };
}
