namespace MLExtensions.Parity.Families;

/// <summary>Learning rate schedules.</summary>
internal static class Schedules
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new();
}
