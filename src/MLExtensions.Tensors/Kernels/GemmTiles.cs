using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The innermost loops of a matrix product: a tile of so many rows and one or two vectors of C stays in registers while k runs. Every height is the
/// same loop written out, because accumulators in an array would live in memory.
/// </summary>
internal static unsafe class GemmTiles<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>Chooses the height of the next tile.</summary>
    /// <param name="rows">The rows that are left, more than 0.</param>
    public static int Height(nint rows) => rows >= TSimd.TileRows ? TSimd.TileRows : rows switch
    {
        >= 8 => 8,
        >= 6 => 6,
        >= 4 => 4,
        >= 2 => 2,
        _ => 1,
    };

    /// <summary>Computes one tile.</summary>
    /// <param name="height">One that <see cref="Height"/> gives.</param>
    /// <param name="wide">Two vectors of columns, else one.</param>
    /// <param name="tile">The tile.</param>
    public static void Run(int height, bool wide, in GemmTile tile)
    {
        switch (height)
        {
            case 12 when wide: Tile12<Wide>(tile); break;
            case 12: Tile12<Narrow>(tile); break;
            case 8 when wide: Tile8<Wide>(tile); break;
            case 8: Tile8<Narrow>(tile); break;
            case 6 when wide: Tile6<Wide>(tile); break;
            case 6: Tile6<Narrow>(tile); break;
            case 4 when wide: Tile4<Wide>(tile); break;
            case 4: Tile4<Narrow>(tile); break;
            case 2 when wide: Tile2<Wide>(tile); break;
            case 2: Tile2<Narrow>(tile); break;
            case 1 when wide: Tile1<Wide>(tile); break;
            case 1: Tile1<Narrow>(tile); break;
            default: throw new ArgumentOutOfRangeException(nameof(height));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start<TWidth>(float* bias, out TVector c0, out TVector c1)
        where TWidth : ITileWidth
    {
        c0 = bias is null ? TSimd.Zero : TSimd.Load(bias);
        c1 = bias is null || !TWidth.IsWide ? TSimd.Zero : TSimd.Load(bias + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TWidth>(float a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
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
    private static void Finish<TWidth>(bool accumulate, float* c, TVector c0, TVector c1)
        where TWidth : ITileWidth
    {
        // What is in C comes on top of the finished sum, so that small terms survive beside it.
        TSimd.Store(accumulate ? TSimd.Add(TSimd.Load(c), c0) : c0, c);
        if (TWidth.IsWide)
        {
            TSimd.Store(accumulate ? TSimd.Add(TSimd.Load(c + TSimd.Width), c1) : c1, c + TSimd.Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12<TWidth>(in GemmTile tile)
        where TWidth : ITileWidth
    {
        float* bias = tile.Bias;
        Start<TWidth>(bias, out TVector c00, out TVector c01);
        Start<TWidth>(bias, out TVector c10, out TVector c11);
        Start<TWidth>(bias, out TVector c20, out TVector c21);
        Start<TWidth>(bias, out TVector c30, out TVector c31);
        Start<TWidth>(bias, out TVector c40, out TVector c41);
        Start<TWidth>(bias, out TVector c50, out TVector c51);
        Start<TWidth>(bias, out TVector c60, out TVector c61);
        Start<TWidth>(bias, out TVector c70, out TVector c71);
        Start<TWidth>(bias, out TVector c80, out TVector c81);
        Start<TWidth>(bias, out TVector c90, out TVector c91);
        Start<TWidth>(bias, out TVector c100, out TVector c101);
        Start<TWidth>(bias, out TVector c110, out TVector c111);

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStride = tile.AStride, aStep = tile.AStep, bStep = tile.BStep;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        float* a8 = a0 + 8 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            Step<TWidth>(*a4, b0, b1, ref c40, ref c41);
            Step<TWidth>(*(a4 + aStride), b0, b1, ref c50, ref c51);
            Step<TWidth>(*(a4 + aStride2), b0, b1, ref c60, ref c61);
            Step<TWidth>(*(a4 + aStride3), b0, b1, ref c70, ref c71);
            Step<TWidth>(*a8, b0, b1, ref c80, ref c81);
            Step<TWidth>(*(a8 + aStride), b0, b1, ref c90, ref c91);
            Step<TWidth>(*(a8 + aStride2), b0, b1, ref c100, ref c101);
            Step<TWidth>(*(a8 + aStride3), b0, b1, ref c110, ref c111);
            a0 += aStep;
            a4 += aStep;
            a8 += aStep;
            b += bStep;
        }

        float* c = tile.C;
        nint cStride = tile.CStride;
        bool accumulate = tile.Accumulate;
        Finish<TWidth>(accumulate, c, c00, c01);
        Finish<TWidth>(accumulate, c + cStride, c10, c11);
        Finish<TWidth>(accumulate, c + 2 * cStride, c20, c21);
        Finish<TWidth>(accumulate, c + 3 * cStride, c30, c31);
        Finish<TWidth>(accumulate, c + 4 * cStride, c40, c41);
        Finish<TWidth>(accumulate, c + 5 * cStride, c50, c51);
        Finish<TWidth>(accumulate, c + 6 * cStride, c60, c61);
        Finish<TWidth>(accumulate, c + 7 * cStride, c70, c71);
        Finish<TWidth>(accumulate, c + 8 * cStride, c80, c81);
        Finish<TWidth>(accumulate, c + 9 * cStride, c90, c91);
        Finish<TWidth>(accumulate, c + 10 * cStride, c100, c101);
        Finish<TWidth>(accumulate, c + 11 * cStride, c110, c111);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<TWidth>(in GemmTile tile)
        where TWidth : ITileWidth
    {
        float* bias = tile.Bias;
        Start<TWidth>(bias, out TVector c00, out TVector c01);
        Start<TWidth>(bias, out TVector c10, out TVector c11);
        Start<TWidth>(bias, out TVector c20, out TVector c21);
        Start<TWidth>(bias, out TVector c30, out TVector c31);
        Start<TWidth>(bias, out TVector c40, out TVector c41);
        Start<TWidth>(bias, out TVector c50, out TVector c51);
        Start<TWidth>(bias, out TVector c60, out TVector c61);
        Start<TWidth>(bias, out TVector c70, out TVector c71);

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStride = tile.AStride, aStep = tile.AStep, bStep = tile.BStep;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            Step<TWidth>(*a4, b0, b1, ref c40, ref c41);
            Step<TWidth>(*(a4 + aStride), b0, b1, ref c50, ref c51);
            Step<TWidth>(*(a4 + aStride2), b0, b1, ref c60, ref c61);
            Step<TWidth>(*(a4 + aStride3), b0, b1, ref c70, ref c71);
            a0 += aStep;
            a4 += aStep;
            b += bStep;
        }

        float* c = tile.C;
        nint cStride = tile.CStride;
        bool accumulate = tile.Accumulate;
        Finish<TWidth>(accumulate, c, c00, c01);
        Finish<TWidth>(accumulate, c + cStride, c10, c11);
        Finish<TWidth>(accumulate, c + 2 * cStride, c20, c21);
        Finish<TWidth>(accumulate, c + 3 * cStride, c30, c31);
        Finish<TWidth>(accumulate, c + 4 * cStride, c40, c41);
        Finish<TWidth>(accumulate, c + 5 * cStride, c50, c51);
        Finish<TWidth>(accumulate, c + 6 * cStride, c60, c61);
        Finish<TWidth>(accumulate, c + 7 * cStride, c70, c71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<TWidth>(in GemmTile tile)
        where TWidth : ITileWidth
    {
        float* bias = tile.Bias;
        Start<TWidth>(bias, out TVector c00, out TVector c01);
        Start<TWidth>(bias, out TVector c10, out TVector c11);
        Start<TWidth>(bias, out TVector c20, out TVector c21);
        Start<TWidth>(bias, out TVector c30, out TVector c31);
        Start<TWidth>(bias, out TVector c40, out TVector c41);
        Start<TWidth>(bias, out TVector c50, out TVector c51);

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStride = tile.AStride, aStep = tile.AStep, bStep = tile.BStep;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            Step<TWidth>(*a4, b0, b1, ref c40, ref c41);
            Step<TWidth>(*(a4 + aStride), b0, b1, ref c50, ref c51);
            a0 += aStep;
            a4 += aStep;
            b += bStep;
        }

        float* c = tile.C;
        nint cStride = tile.CStride;
        bool accumulate = tile.Accumulate;
        Finish<TWidth>(accumulate, c, c00, c01);
        Finish<TWidth>(accumulate, c + cStride, c10, c11);
        Finish<TWidth>(accumulate, c + 2 * cStride, c20, c21);
        Finish<TWidth>(accumulate, c + 3 * cStride, c30, c31);
        Finish<TWidth>(accumulate, c + 4 * cStride, c40, c41);
        Finish<TWidth>(accumulate, c + 5 * cStride, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TWidth>(in GemmTile tile)
        where TWidth : ITileWidth
    {
        float* bias = tile.Bias;
        Start<TWidth>(bias, out TVector c00, out TVector c01);
        Start<TWidth>(bias, out TVector c10, out TVector c11);
        Start<TWidth>(bias, out TVector c20, out TVector c21);
        Start<TWidth>(bias, out TVector c30, out TVector c31);

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStride = tile.AStride, aStep = tile.AStep, bStep = tile.BStep;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            a0 += aStep;
            b += bStep;
        }

        float* c = tile.C;
        nint cStride = tile.CStride;
        bool accumulate = tile.Accumulate;
        Finish<TWidth>(accumulate, c, c00, c01);
        Finish<TWidth>(accumulate, c + cStride, c10, c11);
        Finish<TWidth>(accumulate, c + 2 * cStride, c20, c21);
        Finish<TWidth>(accumulate, c + 3 * cStride, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TWidth>(in GemmTile tile)
        where TWidth : ITileWidth
    {
        float* bias = tile.Bias;
        Start<TWidth>(bias, out TVector c00, out TVector c01);
        Start<TWidth>(bias, out TVector c10, out TVector c11);

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStride = tile.AStride, aStep = tile.AStep, bStep = tile.BStep;

        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            a0 += aStep;
            b += bStep;
        }

        float* c = tile.C;
        nint cStride = tile.CStride;
        bool accumulate = tile.Accumulate;
        Finish<TWidth>(accumulate, c, c00, c01);
        Finish<TWidth>(accumulate, c + cStride, c10, c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TWidth>(in GemmTile tile)
        where TWidth : ITileWidth
    {
        float* bias = tile.Bias;
        Start<TWidth>(bias, out TVector c00, out TVector c01);

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStride = tile.AStride, aStep = tile.AStep, bStep = tile.BStep;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            a0 += aStep;
            b += bStep;
        }

        Finish<TWidth>(tile.Accumulate, tile.C, c00, c01);
    }

    private interface ITileWidth
    {
        static abstract bool IsWide { get; }
    }

    private readonly struct Wide : ITileWidth
    {
        public static bool IsWide => true;
    }

    private readonly struct Narrow : ITileWidth
    {
        public static bool IsWide => false;
    }
}
