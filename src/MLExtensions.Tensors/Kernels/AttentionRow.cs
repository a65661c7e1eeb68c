using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The softmax of one row of attention scores and its gradient, in as few passes as the sums allow.</summary>
internal static unsafe class AttentionRow
{
    /// <summary>Vectors that are added up in float before a sum goes on in double, so that small terms of a long row are not lost.</summary>
    private const nint StripVectors = 64;

    /// <summary>row = exp(row - largest) / the sum of that.</summary>
    /// <returns>The inverse of the sum.</returns>
    public static float Softmax(float* row, float largest, nint length) =>
        SimdLength.Is512 ? Softmax<Simd512, Vector512<float>>(row, largest, length)
        : SimdLength.Is256 ? Softmax<Simd256, Vector256<float>>(row, largest, length)
        : Softmax<Simd128, Vector128<float>>(row, largest, length);

    /// <summary>row = exp(row - largest) * inverse, the weights w again; gradient = (gradient - the sum of gradient w) w scale.</summary>
    public static void Backward(float* row, float* gradient, float largest, float inverse, float scale, nint length)
    {
        if (SimdLength.Is512)
        {
            Backward<Simd512, Vector512<float>>(row, gradient, largest, inverse, scale, length);
        }
        else if (SimdLength.Is256)
        {
            Backward<Simd256, Vector256<float>>(row, gradient, largest, inverse, scale, length);
        }
        else
        {
            Backward<Simd128, Vector128<float>>(row, gradient, largest, inverse, scale, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Softmax<TSimd, TVector>(float* row, float largest, nint length)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector subtracted = TSimd.Create(largest);
        double total = 0;
        nint i = 0;
        while (i < length)
        {
            TVector sum = TSimd.Zero;
            for (nint end = Math.Min(i + StripVectors * TSimd.Width, length); i < end; i += TSimd.Width)
            {
                TVector value = VectorMath<TSimd, TVector>.Exp(TSimd.Subtract(TSimd.Load(row + i), subtracted));
                if (i <= length - TSimd.Width)
                {
                    TSimd.Store(value, row + i);
                    sum = TSimd.Add(sum, value);
                }
                else
                {
                    total += StoreRest<TSimd, TVector>(value, row + i, (int)(length - i));
                }
            }

            total += TSimd.Sum(sum);
        }

        float inverse = (float)(1 / total);
        TVector factor = TSimd.Create(inverse);
        for (i = 0; i <= length - TSimd.Width; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Load(row + i), factor), row + i);
        }

        for (; i < length; i++)
        {
            row[i] *= inverse;
        }

        return inverse;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float StoreRest<TSimd, TVector>(TVector value, float* target, int count)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TSimd.StoreFirst(value, target, count);
        float sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += target[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TSimd, TVector>(float* row, float* gradient, float largest, float inverse, float scale, nint length)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector subtracted = TSimd.Create(largest), factor = TSimd.Create(inverse);
        double dot = 0;
        nint i = 0;
        while (i < length)
        {
            TVector dots = TSimd.Zero;
            for (nint end = Math.Min(i + StripVectors * TSimd.Width, length); i < end; i += TSimd.Width)
            {
                TVector weight = TSimd.Multiply(VectorMath<TSimd, TVector>.Exp(TSimd.Subtract(TSimd.Load(row + i), subtracted)), factor);
                if (i <= length - TSimd.Width)
                {
                    TSimd.Store(weight, row + i);
                    dots = TSimd.MultiplyAdd(weight, TSimd.Load(gradient + i), dots);
                }
                else
                {
                    int rest = (int)(length - i);
                    TSimd.StoreFirst(weight, row + i, rest);
                    for (int j = 0; j < rest; j++)
                    {
                        dot += row[i + j] * gradient[i + j];
                    }
                }
            }

            dot += TSimd.Sum(dots);
        }

        TVector mean = TSimd.Create((float)dot), scales = TSimd.Create(scale);
        for (i = 0; i <= length - TSimd.Width; i += TSimd.Width)
        {
            TVector value = TSimd.Multiply(TSimd.Subtract(TSimd.Load(gradient + i), mean), TSimd.Load(row + i));
            TSimd.Store(TSimd.Multiply(value, scales), gradient + i);
        }

        for (; i < length; i++)
        {
            gradient[i] = (gradient[i] - (float)dot) * row[i] * scale;
        }
    }
}
