using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// What a rectified normalisation lets through on the way back: the gradient of what was above 0. That is computed again from d = x - mean, which is read
/// anyway.
/// </summary>
/// <param name="IsOn">Whether there is a gate.</param>
/// <param name="Factor">The normalisation was factor d + summand.</param>
/// <param name="Summand">See <paramref name="Factor"/>.</param>
internal readonly record struct ChannelGate(bool IsOn, float Factor, float Summand)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector dy, TVector d, TVector factor, TVector summand)
        where TSimd : ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.GreaterThan(TSimd.MultiplyAdd(factor, d, summand), TSimd.Zero), dy, TSimd.Zero);

    public float Apply(float dy, float d) => IsOn && !(MathF.FusedMultiplyAdd(Factor, d, Summand) > 0) ? 0 : dy;
}
