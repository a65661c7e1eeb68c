using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>What the rows of all register tiles of a matrix product have in common.</summary>
internal static unsafe class GemmRows<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>
    /// What the sums begin with; and the rows of C are called for, as they come from far away where C is large. They are there when k is through.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start<TWidth>(in GemmTile tile, int rows, out TVector c0, out TVector c1)
        where TWidth : ITileWidth
    {
        float* c = tile.C;
        for (int i = 0; i < rows; i++)
        {
            Prefetch<TWidth>(c);
            c += tile.CStride;
        }

        float* bias = tile.Bias;
        if (bias is null)
        {
            c0 = c1 = TSimd.Zero;
        }
        else if (TWidth.IsWide)
        {
            c0 = TSimd.Load(bias);
            c1 = TWidth.IsPart ? TSimd.LoadFirst(bias + TSimd.Width, (int)tile.Columns - TSimd.Width) : TSimd.Load(bias + TSimd.Width);
        }
        else
        {
            c0 = TWidth.IsPart ? TSimd.LoadFirst(bias, (int)tile.Columns) : TSimd.Load(bias);
            c1 = TSimd.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TWidth>(float* address)
        where TWidth : ITileWidth
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
            if (TWidth.IsWide)
            {
                Sse.Prefetch0(address + TSimd.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<TWidth>(float a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TWidth : ITileWidth
    {
        TVector all = TSimd.Create(a);
        c0 = TSimd.MultiplyAdd(all, b0, c0);
        if (TWidth.IsWide)
        {
            c1 = TSimd.MultiplyAdd(all, b1, c1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish<TWidth>(ref GemmTile tile, TVector c0, TVector c1)
        where TWidth : ITileWidth
    {
        float* c = tile.C;
        if (tile.Accumulate)
        {
            // What is in C comes on top of the finished sum, so that small terms survive beside it.
            c0 = TSimd.Add(TSimd.Load(c), c0);
            c1 = TWidth.IsWide ? TSimd.Add(TSimd.Load(c + TSimd.Width), c1) : c1;
        }

        if (tile.Rectify)
        {
            c0 = TSimd.Max(TSimd.Zero, c0);
            c1 = TWidth.IsWide ? TSimd.Max(TSimd.Zero, c1) : c1;
        }

        if (TWidth.IsWide)
        {
            TSimd.Store(c0, c);
            Lanes<TSimd, TVector>.Store(c1, c + TSimd.Width, TWidth.IsPart ? (int)tile.Columns - TSimd.Width : TSimd.Width);
        }
        else
        {
            Lanes<TSimd, TVector>.Store(c0, c, TWidth.IsPart ? (int)tile.Columns : TSimd.Width);
        }

        tile.C = c + tile.CStride;
    }
}
