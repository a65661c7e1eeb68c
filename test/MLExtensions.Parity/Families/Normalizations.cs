namespace MLExtensions.Parity.Families;

/// <summary>Batch, layer, group and instance normalisation.</summary>
internal static class Normalizations
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new();
}
