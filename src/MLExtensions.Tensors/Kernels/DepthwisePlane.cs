using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A small kernel moved over one channel, without the detour by a matrix product.</summary>
internal static unsafe class DepthwisePlane
{
    /// <summary>
    /// target[i, j] += sum over p, q of weight[p, q] source[i * stride + p * step + offset, ...] where that lies inside. A convolution has steps of its dilation
    /// and its padding as negative offsets; its gradient for stride 1 goes back with both signs changed.
    /// </summary>
    public static void Correlate(in DepthwiseWalk walk, float* source, float* weight, float* target)
    {
        if (SimdLength.Is512)
        {
            Correlate<Simd512, Vector512<float>>(walk, source, weight, target);
        }
        else if (SimdLength.Is256)
        {
            Correlate<Simd256, Vector256<float>>(walk, source, weight, target);
        }
        else
        {
            Correlate<Simd128, Vector128<float>>(walk, source, weight, target);
        }
    }

    /// <summary>dx[i * stride + p * dilation - top, ...] += weight[p, q] dy[i, j], for any stride.</summary>
    public static void Spread(in ConvolutionSizes sizes, float* dy, float* weight, float* dx)
    {
        for (nint i = 0; i < sizes.OutputHeight; i++)
        {
            for (nint p = 0; p < sizes.KernelHeight; p++)
            {
                nint row = i * sizes.Stride.Height + p * sizes.Dilation.Height - sizes.Padding.Top;
                for (nint q = 0; q < sizes.KernelWidth && row >= 0 && row < sizes.Height; q++)
                {
                    nint across = q * sizes.Dilation.Width - sizes.Padding.Left;
                    (nint low, nint high) = ConvolutionColumns.Inside(across, sizes.Stride.Width, sizes.Width);
                    float* to = dx + row * sizes.Width + across;
                    float* from = dy + i * sizes.OutputWidth;
                    float factor = weight[p * sizes.KernelWidth + q];
                    high = Math.Min(high, sizes.OutputWidth);
                    for (nint j = low; j < high; j++)
                    {
                        to[j * sizes.Stride.Width] += factor * from[j];
                    }
                }
            }
        }
    }

    /// <summary>The sum over all positions of dy times what one tap sees of x.</summary>
    public static double Dot(in ConvolutionSizes sizes, float* x, float* dy, nint p, nint q)
    {
        nint across = q * sizes.Dilation.Width - sizes.Padding.Left;
        (nint low, nint high) = ConvolutionColumns.Inside(across, sizes.Stride.Width, sizes.Width);
        nint length = Math.Min(high, sizes.OutputWidth) - low;
        double sum = 0;
        for (nint i = 0; i < sizes.OutputHeight && length > 0; i++)
        {
            nint row = i * sizes.Stride.Height + p * sizes.Dilation.Height - sizes.Padding.Top;
            if (row < 0 || row >= sizes.Height)
            {
                continue;
            }

            float* seen = x + row * sizes.Width + low * sizes.Stride.Width + across;
            float* upstream = dy + i * sizes.OutputWidth + low;
            if (sizes.Stride.Width == 1)
            {
                sum += RowMath.Dot(seen, upstream, length);
                continue;
            }

            for (nint j = 0; j < length; j++)
            {
                sum += (double)seen[j * sizes.Stride.Width] * upstream[j];
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Correlate<TSimd, TVector>(in DepthwiseWalk walk, float* source, float* weight, float* target)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        // From..to: every tap is inside. Before and after, each is asked.
        nint first = Math.Min(walk.OffsetWidth, walk.OffsetWidth + (walk.KernelWidth - 1) * walk.StepWidth);
        nint last = Math.Max(walk.OffsetWidth, walk.OffsetWidth + (walk.KernelWidth - 1) * walk.StepWidth);
        nint from = walk.Stride.Width == 1 ? Math.Clamp(-first, 0, walk.TargetWidth) : walk.TargetWidth;
        nint to = walk.Stride.Width == 1 ? Math.Clamp(walk.SourceWidth - last, from, walk.TargetWidth) : walk.TargetWidth;
        for (nint i = 0; i < walk.TargetHeight; i++)
        {
            nint down = i * walk.Stride.Height + walk.OffsetHeight;
            float* row = target + i * walk.TargetWidth;
            nint j = from;
            for (; j <= to - TSimd.Width; j += TSimd.Width)
            {
                TVector sum = TSimd.Load(row + j);
                for (nint p = 0; p < walk.KernelHeight; p++)
                {
                    nint sourceRow = down + p * walk.StepHeight;
                    if (sourceRow < 0 || sourceRow >= walk.SourceHeight)
                    {
                        continue;
                    }

                    float* seen = source + sourceRow * walk.SourceWidth + j + walk.OffsetWidth;
                    for (nint q = 0; q < walk.KernelWidth; q++)
                    {
                        sum = TSimd.MultiplyAdd(TSimd.Create(weight[p * walk.KernelWidth + q]), TSimd.Load(seen + q * walk.StepWidth), sum);
                    }
                }

                TSimd.Store(sum, row + j);
            }

            CorrelateOneByOne(walk, source, weight, row, down, 0, from);
            CorrelateOneByOne(walk, source, weight, row, down, j, walk.TargetWidth);
        }
    }

    private static void CorrelateOneByOne(in DepthwiseWalk walk, float* source, float* weight, float* row, nint down, nint start, nint end)
    {
        for (nint j = start; j < end; j++)
        {
            float sum = row[j];
            for (nint p = 0; p < walk.KernelHeight; p++)
            {
                nint i = down + p * walk.StepHeight;
                for (nint q = 0; q < walk.KernelWidth && i >= 0 && i < walk.SourceHeight; q++)
                {
                    nint across = j * walk.Stride.Width + walk.OffsetWidth + q * walk.StepWidth;
                    if (across >= 0 && across < walk.SourceWidth)
                    {
                        sum += weight[p * walk.KernelWidth + q] * source[i * walk.SourceWidth + across];
                    }
                }
            }

            row[j] = sum;
        }
    }
}
