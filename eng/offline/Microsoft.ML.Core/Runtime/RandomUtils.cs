namespace Microsoft.ML.Runtime;

internal static class RandomUtils
{
    public static Random Create(int? seed) => seed is int value ? new Random(value) : new Random();

    /// <summary>A generator of its own stream, drawn from the parent.</summary>
    public static Random Create(Random parent) => new(parent.Next());
}
