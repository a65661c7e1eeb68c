using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// What a convolution's kernel sees at each position as the columns of a matrix, one row a channel and tap (Chellapilla et al., "High Performance
/// Convolutional Neural Networks for Document Processing", 2006), for a run of positions at a time.
/// </summary>
internal static unsafe class ConvolutionColumns
{
    /// <summary>columns[(c * taps + tap) * count + i] = what the tap sees in channel c at position first + i; 0 outside of x.</summary>
    public static void Gather(in ConvolutionSizes sizes, float* x, nint channels, nint first, nint count, float* columns) =>
        Walk<Copying>(sizes, x, channels, first, count, columns);

    /// <summary>The same way back: what the columns hold is added to x.</summary>
    public static void Scatter(in ConvolutionSizes sizes, float* x, nint channels, nint first, nint count, float* columns) =>
        Walk<Adding>(sizes, x, channels, first, count, columns);

    private static void Walk<TDirection>(in ConvolutionSizes sizes, float* x, nint channels, nint first, nint count, float* columns)
        where TDirection : struct, IDirection
    {
        nint firstRow = first / sizes.OutputWidth, firstColumn = first % sizes.OutputWidth;
        nint strideHeight = sizes.Stride.Height, strideWidth = sizes.Stride.Width;
        for (nint channel = 0; channel < channels; channel++)
        {
            for (nint p = 0; p < sizes.KernelHeight; p++)
            {
                nint down = p * sizes.Dilation.Height - sizes.Padding.Top;
                for (nint q = 0; q < sizes.KernelWidth; q++)
                {
                    nint across = q * sizes.Dilation.Width - sizes.Padding.Left;
                    (nint low, nint high) = Inside(across, strideWidth, sizes.Width);
                    nint column = firstColumn, row = firstRow;
                    for (nint left = count; left > 0; row++)
                    {
                        nint length = Math.Min(sizes.OutputWidth - column, left);
                        nint i = row * strideHeight + down, end = column + length;
                        nint from = i < 0 || i >= sizes.Height ? end : Math.Clamp(low, column, end);
                        nint to = Math.Clamp(high, from, end);
                        TDirection.Outside(columns, from - column);
                        TDirection.Inside(x + i * sizes.Width + from * strideWidth + across, strideWidth, columns + from - column, to - from);
                        TDirection.Outside(columns + to - column, end - to);
                        columns += length;
                        left -= length;
                        column = 0;
                    }
                }
            }

            x += sizes.Plane;
        }
    }

    /// <summary>The positions j, from the first to before the second, for which 0 &lt;= j * stride + across &lt; length.</summary>
    public static (nint Low, nint High) Inside(nint across, nint stride, nint length)
    {
        nint low = across >= 0 ? 0 : (-across + stride - 1) / stride;
        nint high = length <= across ? 0 : (length - across + stride - 1) / stride;
        return (low, high);
    }

    private interface IDirection
    {
        static abstract void Outside(float* columns, nint length);

        static abstract void Inside(float* x, nint stride, float* columns, nint length);
    }

    private readonly struct Copying : IDirection
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Outside(float* columns, nint length)
        {
            for (nint i = 0; i < length; i++)
            {
                columns[i] = 0;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Inside(float* x, nint stride, float* columns, nint length) => RowMath.Copy(x, stride, columns, length);
    }

    private readonly struct Adding : IDirection
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Outside(float* columns, nint length)
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Inside(float* x, nint stride, float* columns, nint length)
        {
            nint i = 0;
            if (stride == 1)
            {
                for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Vector256.Store(Vector256.Load(x + i) + Vector256.Load(columns + i), x + i);
                }
            }

            for (; i < length; i++)
            {
                x[i * stride] += columns[i];
            }
        }
    }
}
