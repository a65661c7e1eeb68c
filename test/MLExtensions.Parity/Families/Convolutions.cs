namespace MLExtensions.Parity.Families;

/// <summary>Convolution, pooling, upsampling.</summary>
internal static class Convolutions
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new();
}
