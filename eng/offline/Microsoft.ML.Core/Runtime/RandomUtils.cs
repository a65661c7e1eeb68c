namespace Microsoft.ML.Runtime;

internal static class RandomUtils
{
    public static TauswortheHybrid Create(int? seed) => seed is int value ? new TauswortheHybrid((uint)value) : new TauswortheHybrid(new Random());

    /// <summary>A generator of its own stream, drawn from the parent.</summary>
    public static TauswortheHybrid Create(Random parent) => new(parent);
}
