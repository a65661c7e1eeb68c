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
        _ => (int)rows,
    };

    /// <summary>Computes one tile.</summary>
    /// <param name="height">One that <see cref="Height"/> gives.</param>
    /// <param name="tile">The tile; its C moves on to the rows below.</param>
    public static void Run(int height, ref GemmTile tile)
    {
        nint columns = tile.Columns;
        if (columns == 2 * TSimd.Width)
        {
            Run<WideTile>(height, ref tile);
        }
        else if (columns > TSimd.Width)
        {
            Run<WidePartTile>(height, ref tile);
        }
        else if (columns == TSimd.Width)
        {
            Run<NarrowTile>(height, ref tile);
        }
        else
        {
            Run<NarrowPartTile>(height, ref tile);
        }
    }

    private static void Run<TWidth>(int height, ref GemmTile tile)
        where TWidth : ITileWidth
    {
        switch (height)
        {
            case GemmTallTile<TSimd, TVector>.Rows: GemmTallTile<TSimd, TVector>.Run<TWidth>(ref tile); break;
            case 8: Tile8<TWidth>(ref tile); break;
            case 6: Tile6<TWidth>(ref tile); break;
            case 4: Tile4<TWidth>(ref tile); break;
            case 3: Tile3<TWidth>(ref tile); break;
            case 2: Tile2<TWidth>(ref tile); break;
            case 1: Tile1<TWidth>(ref tile); break;
            default: throw new ArgumentOutOfRangeException(nameof(height));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, 8, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;
        TVector c20 = start0, c21 = start1;
        TVector c30 = start0, c31 = start1;
        TVector c40 = start0, c41 = start1;
        TVector c50 = start0, c51 = start1;
        TVector c60 = start0, c61 = start1;
        TVector c70 = start0, c71 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            GemmRows<TSimd, TVector>.Step<TWidth>(*a4, b0, b1, ref c40, ref c41);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + aStride), b0, b1, ref c50, ref c51);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + aStride2), b0, b1, ref c60, ref c61);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + aStride3), b0, b1, ref c70, ref c71);
            a0 += aStep;
            a4 += aStep;
            b += bStep;
        }

        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c00, c01);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c10, c11);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c20, c21);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c30, c31);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c40, c41);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c50, c51);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c60, c61);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c70, c71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, 6, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;
        TVector c20 = start0, c21 = start1;
        TVector c30 = start0, c31 = start1;
        TVector c40 = start0, c41 = start1;
        TVector c50 = start0, c51 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            GemmRows<TSimd, TVector>.Step<TWidth>(*a4, b0, b1, ref c40, ref c41);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a4 + aStride), b0, b1, ref c50, ref c51);
            a0 += aStep;
            a4 += aStep;
            b += bStep;
        }

        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c00, c01);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c10, c11);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c20, c21);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c30, c31);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c40, c41);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, 4, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;
        TVector c20 = start0, c21 = start1;
        TVector c30 = start0, c31 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            a0 += aStep;
            b += bStep;
        }

        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c00, c01);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c10, c11);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c20, c21);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile3<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, 3, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;
        TVector c20 = start0, c21 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        nint aStride2 = 2 * aStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            a0 += aStep;
            b += bStep;
        }

        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c00, c01);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c10, c11);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c20, c21);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, 2, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            GemmRows<TSimd, TVector>.Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            a0 += aStep;
            b += bStep;
        }

        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c00, c01);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c10, c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, 1, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            GemmRows<TSimd, TVector>.Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            a0 += aStep;
            b += bStep;
        }

        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c00, c01);
    }
}
