using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Benchmarks;

/// <summary>The network that scores rows: 32-128-128-3, three classes.</summary>
internal static class RowNetwork
{
    public const int Inputs = 32;
    public const int Classes = 3;
    public static readonly FeedForward Architecture = new() { HiddenLayers = [128, 128] };

    /// <summary>Operations of one row.</summary>
    public const double Operations = 2 * (Inputs * 128.0 + 128 * 128 + 128 * Classes);

    public static long ParameterCount => (Inputs + 1) * 128 + 129 * 128 + 129 * Classes;

    public static Network Create() => Network.Create(Architecture, new MulticlassObjective(Classes), new InputDescription([Inputs]), seed: 1);
}
