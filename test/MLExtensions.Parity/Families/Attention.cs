namespace MLExtensions.Parity.Families;

/// <summary>Multi-head attention, transformer layers.</summary>
internal static class Attention
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new();
}
