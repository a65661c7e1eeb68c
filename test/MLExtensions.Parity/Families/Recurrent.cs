namespace MLExtensions.Parity.Families;

/// <summary>RNN, GRU, LSTM.</summary>
internal static class Recurrent
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new();
}
