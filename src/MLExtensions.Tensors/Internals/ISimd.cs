using System.Runtime.Intrinsics;

namespace MLExtensions.Tensors.Internals;

/// <summary>
/// The vector instructions that kernels are written in, once for every vector length: a kernel is generic over an implementation, and the compiler
/// makes one of it for 512, 256 and 128 bits. See <see cref="SimdLength"/> for the choice.
/// </summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of a matrix product's register tile, two vectors wide: as many as the registers hold.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Create(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    /// <summary>The first <paramref name="count"/> (less than a vector) elements, then zeros. May read, and ignores, a vector's length.</summary>
    static abstract TVector LoadFirst(float* source, int count);

    /// <summary>Writes the first <paramref name="count"/> (less than a vector) elements and nothing else.</summary>
    static abstract void StoreFirst(TVector value, float* destination, int count);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>a * b + c with one rounding where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Sqrt(TVector value);

    /// <summary>The square root of what is 0 or more, to within 2 units in the last place and several times faster where the machine has estimates.</summary>
    static abstract TVector FastSqrt(TVector value);

    /// <summary>The quotient to within 2 units in the last place, faster likewise. The divisor is a normal number or infinity.</summary>
    static abstract TVector FastDivide(TVector left, TVector right);

    /// <summary>The natural logarithm: minus infinity for 0, not a number for less.</summary>
    static abstract TVector Log(TVector value);

    static abstract TVector Abs(TVector value);

    /// <summary>The larger; where <paramref name="value"/> is not a number, that.</summary>
    static abstract TVector Max(TVector bound, TVector value);

    /// <summary>The smaller; where <paramref name="value"/> is not a number, that.</summary>
    static abstract TVector Min(TVector bound, TVector value);

    /// <summary>All bits set where it holds; never for what is not a number.</summary>
    static abstract TVector Equal(TVector left, TVector right);

    /// <summary>All bits set where it holds.</summary>
    static abstract TVector GreaterThan(TVector left, TVector right);

    /// <summary>One or the other by a mask from <see cref="Equal"/> or <see cref="GreaterThan"/>.</summary>
    static abstract TVector Select(TVector mask, TVector yes, TVector no);

    /// <summary>The sign of one number on the size of another.</summary>
    static abstract TVector CopySign(TVector size, TVector sign);

    /// <summary>To the nearest whole number, halves to even.</summary>
    static abstract TVector Round(TVector value);

    /// <summary>2^n for whole n in -126..127.</summary>
    static abstract TVector PowerOfTwo(TVector n);

    /// <summary>Elements 0, 2, 4, ... of two vectors in a row.</summary>
    static abstract TVector Even(TVector low, TVector high);

    /// <summary>Elements 1, 3, 5, ... of two vectors in a row.</summary>
    static abstract TVector Odd(TVector low, TVector high);

    /// <summary>The first of two vectors of which <see cref="Even"/> and <see cref="Odd"/> make the arguments.</summary>
    static abstract TVector InterleaveLow(TVector even, TVector odd);

    /// <summary>The second of two vectors of which <see cref="Even"/> and <see cref="Odd"/> make the arguments.</summary>
    static abstract TVector InterleaveHigh(TVector even, TVector odd);

    /// <summary>A mask from <see cref="Equal"/> or <see cref="GreaterThan"/> as one bit an element.</summary>
    static abstract uint Bits(TVector mask);

    /// <summary>The mask of such bits; higher ones are ignored.</summary>
    static abstract TVector Mask(uint bits);

    /// <summary>The sum of all elements.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The sums of all elements of eight vectors, each by itself.</summary>
    static abstract Vector256<float> Sums(TVector v0, TVector v1, TVector v2, TVector v3, TVector v4, TVector v5, TVector v6, TVector v7);
}
