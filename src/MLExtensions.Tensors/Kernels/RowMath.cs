using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Sums and the like along one row. Short rows, as of a few classes, are done in place: a call would cost more than the row.</summary>
internal static unsafe class RowMath
{
    private const nint Short = 12;

    /// <summary>Elements that are added up in float before a sum goes on in double, so that small terms of a long row are not lost.</summary>
    private const nint Strip = 1024;

    /// <summary>How many rows of so many columns make a chunk of work: 8,192 elements.</summary>
    public static nint RowsOfAChunk(nint columns) => Math.Max(1, 8 * 1024 / Math.Max(columns, 1));

    public static float Max(float* row, nint length)
    {
        if (length >= Short)
        {
            return TensorPrimitives.Max(new ReadOnlySpan<float>(row, (int)length));
        }

        float max = float.NegativeInfinity;
        for (nint i = 0; i < length; i++)
        {
            max = Math.Max(max, row[i]);
        }

        return max;
    }

    public static float Sum(float* row, nint length)
    {
        if (length >= Short)
        {
            return length > Strip ? (float)LongSum(row, length) : TensorPrimitives.Sum(new ReadOnlySpan<float>(row, (int)length));
        }

        float sum = 0;
        for (nint i = 0; i < length; i++)
        {
            sum += row[i];
        }

        return sum;
    }

    /// <summary>The sum of a row of any length, in double after each strip.</summary>
    public static double LongSum(float* row, nint length)
    {
        double sum = 0;
        for (nint i = 0; i < length; i += Strip)
        {
            sum += Sum(row + i, Math.Min(Strip, length - i));
        }

        return sum;
    }

    public static float Dot(float* left, float* right, nint length)
    {
        if (length >= Short)
        {
            return length > Strip
                ? (float)LongDot(left, right, length)
                : TensorPrimitives.Dot(new ReadOnlySpan<float>(left, (int)length), new ReadOnlySpan<float>(right, (int)length));
        }

        float sum = 0;
        for (nint i = 0; i < length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>The sum of the products of two rows of any length, in double after each strip.</summary>
    public static double LongDot(float* left, float* right, nint length)
    {
        double sum = 0;
        for (nint i = 0; i < length; i += Strip)
        {
            sum += Dot(left + i, right + i, Math.Min(Strip, length - i));
        }

        return sum;
    }

    /// <summary>Sets a row, which may be longer than a span.</summary>
    public static void Fill(float* row, nint length, float value)
    {
        for (nint i = 0; i < length; i += int.MaxValue)
        {
            new Span<float>(row + i, (int)Math.Min(int.MaxValue, length - i)).Fill(value);
        }
    }

    /// <summary>target = source - value</summary>
    public static void Subtract(float* source, float value, float* target, nint length)
    {
        if (length >= Short)
        {
            TensorPrimitives.Subtract(new ReadOnlySpan<float>(source, (int)length), value, new Span<float>(target, (int)length));
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            target[i] = source[i] - value;
        }
    }

    /// <summary>target[i] = source[i * stride]; short runs without a call. The target may be the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, nint stride, float* target, nint length)
    {
        nint i = 0;
        if (stride == 1)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256.Store(Vector256.Load(source + i), target + i);
            }

            if (i < length && i > 0)
            {
                // The last vector overlaps the one before.
                Vector256.Store(Vector256.Load(source + length - Vector256<float>.Count), target + length - Vector256<float>.Count);
                return;
            }
        }
        else if (stride == 2)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                float* from = source + 2 * i;
                Vector256.Store(Simd256.Even(Vector256.Load(from), Vector256.Load(from + Vector256<float>.Count)), target + i);
            }

            if (i < length && i > 0 && source != target)
            {
                float* from = source + 2 * (length - Vector256<float>.Count);
                Vector256.Store(Simd256.Even(Vector256.Load(from), Vector256.Load(from + Vector256<float>.Count)), target + length - Vector256<float>.Count);
                return;
            }
        }

        for (; i < length; i++)
        {
            target[i] = source[i * stride];
        }
    }

    /// <summary>target += source</summary>
    public static void Add(float* source, float* target, nint length)
    {
        if (length >= Short)
        {
            TensorPrimitives.Add(new ReadOnlySpan<float>(source, (int)length), new ReadOnlySpan<float>(target, (int)length), new Span<float>(target, (int)length));
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            target[i] += source[i];
        }
    }

    /// <summary>row *= value</summary>
    public static void Scale(float* row, float value, nint length)
    {
        if (length >= Short)
        {
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(row, (int)length), value, new Span<float>(row, (int)length));
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            row[i] *= value;
        }
    }

    /// <summary>values = exp(values)</summary>
    public static void Exp(float* values, nint length)
    {
        if (SimdLength.Is512)
        {
            Exp<Simd512, Vector512<float>>(values, length);
        }
        else if (SimdLength.Is256)
        {
            Exp<Simd256, Vector256<float>>(values, length);
        }
        else
        {
            Exp<Simd128, Vector128<float>>(values, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exp<TSimd, TVector>(float* values, nint length)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint i = 0;
        for (; i <= length - TSimd.Width; i += TSimd.Width)
        {
            TSimd.Store(VectorMath<TSimd, TVector>.Exp(TSimd.Load(values + i)), values + i);
        }

        if (i < length)
        {
            int rest = (int)(length - i);
            TSimd.StoreFirst(VectorMath<TSimd, TVector>.Exp(TSimd.LoadFirst(values + i, rest)), values + i, rest);
        }
    }
}
