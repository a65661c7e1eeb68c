using System.Runtime.Intrinsics;

namespace MLExtensions.Tensors.Internals;

/// <summary>The longest vectors this machine computes with. Constants to the compiler, which drops the kernels of other lengths.</summary>
internal static class SimdLength
{
    public static bool Is512 => Vector512.IsHardwareAccelerated;

    public static bool Is256 => Vector256.IsHardwareAccelerated && !Vector512.IsHardwareAccelerated;
}
