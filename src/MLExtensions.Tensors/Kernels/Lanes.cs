using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Loads and stores of a whole vector or of its first elements, for loops whose body is written once for both.</summary>
internal static unsafe class Lanes<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <param name="source">Where from.</param>
    /// <param name="count">How many elements, up to a vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* source, int count) => count == TSimd.Width ? TSimd.Load(source) : TSimd.LoadFirst(source, count);

    /// <param name="value">What.</param>
    /// <param name="target">Where to.</param>
    /// <param name="count">How many elements, up to a vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, float* target, int count)
    {
        if (count == TSimd.Width)
        {
            TSimd.Store(value, target);
        }
        else
        {
            TSimd.StoreFirst(value, target, count);
        }
    }

    /// <summary>Stores, or adds to what is there.</summary>
    /// <param name="value">What.</param>
    /// <param name="target">Where to.</param>
    /// <param name="count">How many elements, up to a vector.</param>
    /// <param name="accumulate">Whether to add.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(TVector value, float* target, int count, bool accumulate) =>
        Store(accumulate ? TSimd.Add(Load(target, count), value) : value, target, count);

    /// <summary>1 - x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OneMinus(TVector x) => TSimd.Subtract(TSimd.Create(1), x);

    /// <summary>gradient * y (1 - y), through y = sigmoid(.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ThroughSigmoid(TVector gradient, TVector y) => TSimd.Multiply(gradient, TSimd.Multiply(y, OneMinus(y)));

    /// <summary>gradient * (1 - y^2), through y = tanh(.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ThroughTanh(TVector gradient, TVector y) => TSimd.Multiply(gradient, OneMinus(TSimd.Multiply(y, y)));
}
