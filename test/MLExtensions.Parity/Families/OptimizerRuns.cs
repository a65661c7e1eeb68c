namespace MLExtensions.Parity.Families;

/// <summary>Optimisers: minimise sum(scale * (x - target)^2) from start.</summary>
internal static class OptimizerRuns
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new();
}
