namespace MLExtensions.Tensors.Kernels;

/// <summary>What a window sees along one axis.</summary>
/// <param name="First">The first element inside.</param>
/// <param name="End">Behind the last; <paramref name="First"/> where there is none.</param>
/// <param name="Extent">How much the mean counts.</param>
internal readonly record struct PoolingRange(int First, int End, int Extent)
{
    public int Length => End - First;
}
