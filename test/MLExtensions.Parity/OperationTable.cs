using System.Diagnostics.CodeAnalysis;
using MLExtensions.Parity.Families;

namespace MLExtensions.Parity;

/// <summary>What is run for an operation's name, PyTorch's. A family a class; a new one adds its line here.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, Action<CaseRun>> s_operations = new[]
    {
        Activations.Table,
        Attention.Table,
        Basics.Table,
        Convolutions.Table,
        Losses.Table,
        Normalizations.Table,
        OptimizerRuns.Table,
        Recurrent.Table,
        Schedules.Table,
    }.SelectMany(table => table).ToDictionary(StringComparer.Ordinal);

    public static bool TryGet(string name, [NotNullWhen(true)] out Action<CaseRun>? operation) => s_operations.TryGetValue(name, out operation);
}
