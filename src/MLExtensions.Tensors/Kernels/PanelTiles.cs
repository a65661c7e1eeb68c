using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The innermost loops of the products within fused kernels, where one side is small and stays in the cache. Heights are powers of two, as the blocks of rows
/// are that these kernels cut. Every height is the same loop written out, because accumulators in an array would live in memory.
/// </summary>
internal static unsafe class PanelTiles<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>Columns of a panel: two vectors.</summary>
    public static nint PanelWidth => 2 * TSimd.Width;

    /// <summary>The height of most tiles: as many as the registers hold.</summary>
    private static int MostRows => TSimd.Width == 16 ? 8 : 4;

    /// <summary>A block of C as tiles: any number of rows, and columns up to whole vectors.</summary>
    /// <param name="tile">The first rows and columns.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C; what lies behind them up to a whole vector is written too.</param>
    /// <param name="panelStep">From panel to panel of B.</param>
    public static void Run(PanelTile tile, nint rows, nint columns, nint panelStep)
    {
        for (; columns > 0; columns -= PanelWidth)
        {
            Column(tile, rows, columns > TSimd.Width);
            tile.B += panelStep;
            tile.C += PanelWidth;
            tile.Bias = tile.Bias is null ? null : tile.Bias + PanelWidth;
        }
    }

    /// <summary>One panel for any number of rows.</summary>
    public static void Column(PanelTile tile, nint rows, bool wide)
    {
        while (rows > 0)
        {
            int height = Height(rows);
            Run(height, wide, tile);
            tile.A += height * tile.AStride;
            tile.C += height * tile.CStride;
            rows -= height;
        }
    }

    private static int Height(nint rows) => rows >= MostRows ? MostRows : rows switch
    {
        >= 4 => 4,
        >= 2 => 2,
        _ => 1,
    };

    private static void Run(int height, bool wide, in PanelTile tile)
    {
        switch (height)
        {
            case 8 when wide: Tile8<WideTile>(tile); break;
            case 8: Tile8<NarrowTile>(tile); break;
            case 4 when wide: Tile4<WideTile>(tile); break;
            case 4: Tile4<NarrowTile>(tile); break;
            case 2 when wide: Tile2<WideTile>(tile); break;
            case 2: Tile2<NarrowTile>(tile); break;
            case 1 when wide: Tile1<WideTile>(tile); break;
            default: Tile1<NarrowTile>(tile); break;
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
    private static void Tile8<TWidth>(in PanelTile tile)
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
        nint aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + 2 * aStride), b0, b1, ref c20, ref c21);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            GemmRows<TSimd, TVector>.Step<TWidth>(*a4, b0, b1, ref c40, ref c41);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + aStride), b0, b1, ref c50, ref c51);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + 2 * aStride), b0, b1, ref c60, ref c61);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + aStride3), b0, b1, ref c70, ref c71);
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
    private static void Tile4<TWidth>(in PanelTile tile)
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
        nint aStride3 = 3 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + 2 * aStride), b0, b1, ref c20, ref c21);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
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
    private static void Tile2<TWidth>(in PanelTile tile)
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
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            a0 += aStep;
            b += bStep;
        }

        float* c = tile.C;
        nint cStride = tile.CStride;
        bool accumulate = tile.Accumulate;
        Finish<TWidth>(accumulate, c, c00, c01);
        Finish<TWidth>(accumulate, c + cStride, c10, c11);
    }

    /// <summary>One row: even and odd k apart, as a sum waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TWidth>(in PanelTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile.Bias, out TVector c0, out TVector c1);
        Start<TWidth>(null, out TVector d0, out TVector d1);
        float* a = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep, k = tile.K;
        for (; k > 1; k -= 2)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a, b0, b1, ref c0, ref c1);
            b += bStep;
            b0 = TSimd.Load(b);
            b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a + aStep), b0, b1, ref d0, ref d1);
            a += 2 * aStep;
            b += bStep;
        }

        if (k > 0)
        {
            GemmRows<TSimd, TVector>.Step<TWidth>(*a, TSimd.Load(b), TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : TSimd.Zero, ref c0, ref c1);
        }

        Finish<TWidth>(tile.Accumulate, tile.C, TSimd.Add(c0, d0), TSimd.Add(c1, d1));
    }
}
