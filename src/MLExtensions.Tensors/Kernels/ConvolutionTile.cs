using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The innermost loop of a convolution: up to eight rows and three vectors of c = a b stay in registers while k runs. A is read a number at a time and
/// B a vector at a time, from wherever a table says that step k begins: the same line of an image serves several taps, so nothing is copied for each.
/// </summary>
internal unsafe struct ConvolutionTile
{
    public float* A;

    /// <summary>From row to row of A, and from step to step.</summary>
    public nint AStride, AStep;

    public float* B;

    /// <summary>Where in B each step begins; null where they follow each other at <see cref="BStep"/>.</summary>
    public nint* Offsets;
    public nint BStep;

    /// <summary>How many steps.</summary>
    public nint K;

    public float* C;
    public nint CStride;

    /// <summary>Whether what is in C comes on top.</summary>
    public bool Accumulate;

    /// <summary>One number a row that is added to the sums, or null.</summary>
    public float* Bias;

    /// <summary>Whether what is below 0 becomes 0.</summary>
    public bool IsRectified;

    /// <summary>Rows of the tallest tile: as many as the registers hold with three vectors each.</summary>
    public static int MostRows<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : struct => TSimd.TileRows >= 12 ? 8 : 4;

    /// <summary>The height of the next tile where so many rows are left.</summary>
    public static int Height(nint rows, int most) => rows >= 8 && most >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;

    /// <summary>The vectors of the next tile: of four, two and two are faster than three and one.</summary>
    public static int Vectors(nint left) => left == 4 ? 2 : (int)Math.Min(left, 3);

    /// <param name="rows">8, 4, 2 or 1.</param>
    /// <param name="vectors">1 to 3.</param>
    public readonly void Run<TSimd, TVector>(int rows, int vectors)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        switch (rows)
        {
            case 8: Run<TSimd, TVector, Eight>(vectors); break;
            case 4: Run<TSimd, TVector, Four>(vectors); break;
            case 2: Run<TSimd, TVector, Two>(vectors); break;
            default: Run<TSimd, TVector, One>(vectors); break;
        }
    }

    private readonly void Run<TSimd, TVector, TRows>(int vectors)
        where TSimd : ISimd<TVector>
        where TVector : struct
        where TRows : ICount
    {
        switch (vectors)
        {
            case 3: Loop<TSimd, TVector, TRows, Three>(this); break;
            case 2: Loop<TSimd, TVector, TRows, Two>(this); break;
            default: Loop<TSimd, TVector, TRows, One>(this); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TSimd, TVector, TRows, TVectors>(in ConvolutionTile tile)
        where TSimd : ISimd<TVector>
        where TVector : struct
        where TRows : ICount
        where TVectors : ICount
    {
        TVector c00 = TSimd.Zero, c01 = c00, c02 = c00, c10 = c00, c11 = c00, c12 = c00, c20 = c00, c21 = c00, c22 = c00, c30 = c00, c31 = c00, c32 = c00;
        TVector c40 = c00, c41 = c00, c42 = c00, c50 = c00, c51 = c00, c52 = c00, c60 = c00, c61 = c00, c62 = c00, c70 = c00, c71 = c00, c72 = c00;
        float* a0 = tile.A;
        nint stride = tile.AStride, stride2 = 2 * stride, stride3 = 3 * stride, aStep = tile.AStep, bStep = tile.BStep;
        float* a4 = a0 + 4 * stride;
        float* b = tile.B;
        nint* offsets = tile.Offsets;
        for (nint k = 0; k < tile.K; k++)
        {
            float* line = offsets is null ? b : tile.B + offsets[k];
            TVector b0 = TSimd.Load(line), b1 = TVectors.Count > 1 ? TSimd.Load(line + TSimd.Width) : b0, b2 = TVectors.Count > 2 ? TSimd.Load(line + 2 * TSimd.Width) : b0;
            Step<TSimd, TVector, TVectors>(*a0, b0, b1, b2, ref c00, ref c01, ref c02);
            if (TRows.Count > 1)
            {
                Step<TSimd, TVector, TVectors>(*(a0 + stride), b0, b1, b2, ref c10, ref c11, ref c12);
            }

            if (TRows.Count > 2)
            {
                Step<TSimd, TVector, TVectors>(*(a0 + stride2), b0, b1, b2, ref c20, ref c21, ref c22);
                Step<TSimd, TVector, TVectors>(*(a0 + stride3), b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (TRows.Count > 4)
            {
                Step<TSimd, TVector, TVectors>(*a4, b0, b1, b2, ref c40, ref c41, ref c42);
                Step<TSimd, TVector, TVectors>(*(a4 + stride), b0, b1, b2, ref c50, ref c51, ref c52);
                Step<TSimd, TVector, TVectors>(*(a4 + stride2), b0, b1, b2, ref c60, ref c61, ref c62);
                Step<TSimd, TVector, TVectors>(*(a4 + stride3), b0, b1, b2, ref c70, ref c71, ref c72);
                a4 += aStep;
            }

            a0 += aStep;
            b += bStep;
        }

        Finish<TSimd, TVector, TVectors>(tile, 0, c00, c01, c02);
        if (TRows.Count > 1)
        {
            Finish<TSimd, TVector, TVectors>(tile, 1, c10, c11, c12);
        }

        if (TRows.Count > 2)
        {
            Finish<TSimd, TVector, TVectors>(tile, 2, c20, c21, c22);
            Finish<TSimd, TVector, TVectors>(tile, 3, c30, c31, c32);
        }

        if (TRows.Count > 4)
        {
            Finish<TSimd, TVector, TVectors>(tile, 4, c40, c41, c42);
            Finish<TSimd, TVector, TVectors>(tile, 5, c50, c51, c52);
            Finish<TSimd, TVector, TVectors>(tile, 6, c60, c61, c62);
            Finish<TSimd, TVector, TVectors>(tile, 7, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TSimd, TVector, TVectors>(float a, TVector b0, TVector b1, TVector b2, ref TVector c0, ref TVector c1, ref TVector c2)
        where TSimd : ISimd<TVector>
        where TVector : struct
        where TVectors : ICount
    {
        TVector all = TSimd.Create(a);
        c0 = TSimd.MultiplyAdd(all, b0, c0);
        if (TVectors.Count > 1)
        {
            c1 = TSimd.MultiplyAdd(all, b1, c1);
        }

        if (TVectors.Count > 2)
        {
            c2 = TSimd.MultiplyAdd(all, b2, c2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TSimd, TVector, TVectors>(in ConvolutionTile tile, nint row, TVector c0, TVector c1, TVector c2)
        where TSimd : ISimd<TVector>
        where TVector : struct
        where TVectors : ICount
    {
        float* c = tile.C + row * tile.CStride;
        TVector bias = tile.Bias is null ? TSimd.Zero : TSimd.Create(tile.Bias[row]);
        Finish<TSimd, TVector>(tile, c, c0, bias);
        if (TVectors.Count > 1)
        {
            Finish<TSimd, TVector>(tile, c + TSimd.Width, c1, bias);
        }

        if (TVectors.Count > 2)
        {
            Finish<TSimd, TVector>(tile, c + 2 * TSimd.Width, c2, bias);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TSimd, TVector>(in ConvolutionTile tile, float* c, TVector sum, TVector bias)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        // What is in C comes on top of the finished sum, so that small terms survive beside it.
        sum = tile.Accumulate ? TSimd.Add(TSimd.Load(c), sum) : sum;
        sum = TSimd.Add(sum, bias);
        TSimd.Store(tile.IsRectified ? TSimd.Max(TSimd.Zero, sum) : sum, c);
    }

    private interface ICount
    {
        static abstract int Count { get; }
    }

    private readonly struct One : ICount
    {
        public static int Count => 1;
    }

    private readonly struct Two : ICount
    {
        public static int Count => 2;
    }

    private readonly struct Three : ICount
    {
        public static int Count => 3;
    }

    private readonly struct Four : ICount
    {
        public static int Count => 4;
    }

    private readonly struct Eight : ICount
    {
        public static int Count => 8;
    }
}
