using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A small kernel moved over one channel without the detour by a matrix product. The channel is put in a frame of zeros, so that no place asks whether it is
/// inside, and the frame is walked over as one long row: what is computed between the rows is not used. A stride is what is left out of the result.
/// </summary>
internal readonly unsafe struct DepthwisePlane
{
    /// <summary>A vector may be read past the end.</summary>
    private const nint Slack = 64;

    private readonly nint _height, _width, _kernelHeight, _kernelWidth, _stepHeight, _stepWidth;

    /// <param name="height">Rows of the result, of a stride of 1.</param>
    /// <param name="width">Columns of the result, of a stride of 1.</param>
    /// <param name="sizes">The kernel.</param>
    private DepthwisePlane(nint height, nint width, in ConvolutionSizes sizes)
    {
        _kernelHeight = sizes.KernelHeight;
        _kernelWidth = sizes.KernelWidth;
        _stepHeight = sizes.Dilation.Height;
        _stepWidth = sizes.Dilation.Width;
        _height = height + (_kernelHeight - 1) * _stepHeight;
        _width = width + (_kernelWidth - 1) * _stepWidth;
        Reach = (height - 1) * _width + width;
    }

    /// <summary>From the first element of the result to behind the last, as it lies in the frame.</summary>
    public nint Reach { get; }

    /// <summary>How many floats a frame is, and what is computed from it.</summary>
    public nint Length => _height * _width + Slack;

    /// <summary>The distance from row to row in the frame.</summary>
    public nint Pitch => _width;

    /// <summary>The frame in which x becomes y.</summary>
    public static DepthwisePlane Forward(in ConvolutionSizes sizes) =>
        new((sizes.OutputHeight - 1) * sizes.Stride.Height + 1, (sizes.OutputWidth - 1) * sizes.Stride.Width + 1, sizes);

    /// <summary>The frame in which dy becomes dx.</summary>
    public static DepthwisePlane Back(in ConvolutionSizes sizes) => new(sizes.Height, sizes.Width, sizes);

    /// <summary>frame[i * stride + top, j * stride + left] = source[i, j] where that is inside; all else is 0.</summary>
    public void Place(float* source, nint height, nint width, Size2D stride, nint top, nint left, float* frame)
    {
        RowMath.Fill(frame, Length, 0);
        nint first = left >= 0 ? 0 : (-left + stride.Width - 1) / stride.Width;
        nint end = _width <= left ? 0 : Math.Min(width, (_width - left + stride.Width - 1) / stride.Width);
        for (nint i = 0; i < height; i++)
        {
            nint row = i * stride.Height + top;
            if (row < 0 || row >= _height)
            {
                continue;
            }

            float* from = source + i * width;
            float* to = frame + row * _width + left;
            if (stride.Width == 1)
            {
                RowMath.Copy(from + first, 1, to + first, end - first);
                continue;
            }

            for (nint j = first; j < end; j++)
            {
                to[j * stride.Width] = from[j];
            }
        }
    }

    /// <summary>
    /// result[i] = start + sum over p, q of weight[p, q] frame[i + what (p, q) is away]; <paramref name="flipped"/>: with the kernel from its end.
    /// </summary>
    public void Correlate(float* frame, float* weight, bool flipped, float start, float* result)
    {
        if (SimdLength.Is512)
        {
            Correlate<Simd512, Vector512<float>>(frame, weight, flipped, start, result);
        }
        else if (SimdLength.Is256)
        {
            Correlate<Simd256, Vector256<float>>(frame, weight, flipped, start, result);
        }
        else
        {
            Correlate<Simd128, Vector128<float>>(frame, weight, flipped, start, result);
        }
    }

    /// <summary>What tap (p, q) gets: the products of the frame, moved by the tap, with what lies in another of the same pitch.</summary>
    public double Dot(float* frame, float* other, nint p, nint q) =>
        RowMath.LongDot(frame + p * _stepHeight * _width + q * _stepWidth, other, Reach);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Correlate<TSimd, TVector>(float* frame, float* weight, bool flipped, float start, float* result)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint step = flipped ? -1 : 1, width = TSimd.Width;
        weight += flipped ? _kernelHeight * _kernelWidth - 1 : 0;
        for (nint i = 0; i < Reach; i += 4 * width)
        {
            TVector s0 = TSimd.Create(start), s1 = s0, s2 = s0, s3 = s0;
            float* tap = weight;
            for (nint p = 0; p < _kernelHeight; p++)
            {
                float* seen = frame + i + p * _stepHeight * _width;
                for (nint q = 0; q < _kernelWidth; q++)
                {
                    TVector factor = TSimd.Create(*tap);
                    s0 = TSimd.MultiplyAdd(factor, TSimd.Load(seen), s0);
                    s1 = TSimd.MultiplyAdd(factor, TSimd.Load(seen + width), s1);
                    s2 = TSimd.MultiplyAdd(factor, TSimd.Load(seen + 2 * width), s2);
                    s3 = TSimd.MultiplyAdd(factor, TSimd.Load(seen + 3 * width), s3);
                    seen += _stepWidth;
                    tap += step;
                }
            }

            TSimd.Store(s0, result + i);
            TSimd.Store(s1, result + i + width);
            TSimd.Store(s2, result + i + 2 * width);
            TSimd.Store(s3, result + i + 3 * width);
        }
    }
}
