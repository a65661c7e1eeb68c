using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
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
    /// <summary>How far ahead in k the longest tile calls for B, whose panels come from the second- or third-level cache.</summary>
    private const nint StepsAhead = 32;

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
            Run<Wide>(height, ref tile);
        }
        else if (columns > TSimd.Width)
        {
            Run<WidePart>(height, ref tile);
        }
        else if (columns == TSimd.Width)
        {
            Run<Narrow>(height, ref tile);
        }
        else
        {
            Run<NarrowPart>(height, ref tile);
        }
    }

    private static void Run<TWidth>(int height, ref GemmTile tile)
        where TWidth : ITileWidth
    {
        switch (height)
        {
            case 12: Tile12<TWidth>(ref tile); break;
            case 8: Tile8<TWidth>(ref tile); break;
            case 6: Tile6<TWidth>(ref tile); break;
            case 4: Tile4<TWidth>(ref tile); break;
            case 3: Tile3<TWidth>(ref tile); break;
            case 2: Tile2<TWidth>(ref tile); break;
            case 1: Tile1<TWidth>(ref tile); break;
            default: throw new ArgumentOutOfRangeException(nameof(height));
        }
    }

    /// <summary>
    /// What the sums begin with; and the rows of C are called for, as they come from far away where C is large. They are there when k is through.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start<TWidth>(in GemmTile tile, int rows, out TVector c0, out TVector c1)
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
    private static void Finish<TWidth>(ref GemmTile tile, TVector c0, TVector c1)
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 12, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;
        TVector c20 = start0, c21 = start1;
        TVector c30 = start0, c31 = start1;
        TVector c40 = start0, c41 = start1;
        TVector c50 = start0, c51 = start1;
        TVector c60 = start0, c61 = start1;
        TVector c70 = start0, c71 = start1;
        TVector c80 = start0, c81 = start1;
        TVector c90 = start0, c91 = start1;
        TVector c100 = start0, c101 = start1;
        TVector c110 = start0, c111 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        float* a8 = a0 + 8 * aStride;
        nint ahead = StepsAhead * bStep;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Prefetch<TWidth>(b + ahead);
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

        Finish<TWidth>(ref tile, c00, c01);
        Finish<TWidth>(ref tile, c10, c11);
        Finish<TWidth>(ref tile, c20, c21);
        Finish<TWidth>(ref tile, c30, c31);
        Finish<TWidth>(ref tile, c40, c41);
        Finish<TWidth>(ref tile, c50, c51);
        Finish<TWidth>(ref tile, c60, c61);
        Finish<TWidth>(ref tile, c70, c71);
        Finish<TWidth>(ref tile, c80, c81);
        Finish<TWidth>(ref tile, c90, c91);
        Finish<TWidth>(ref tile, c100, c101);
        Finish<TWidth>(ref tile, c110, c111);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 8, out TVector start0, out TVector start1);
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

        Finish<TWidth>(ref tile, c00, c01);
        Finish<TWidth>(ref tile, c10, c11);
        Finish<TWidth>(ref tile, c20, c21);
        Finish<TWidth>(ref tile, c30, c31);
        Finish<TWidth>(ref tile, c40, c41);
        Finish<TWidth>(ref tile, c50, c51);
        Finish<TWidth>(ref tile, c60, c61);
        Finish<TWidth>(ref tile, c70, c71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 6, out TVector start0, out TVector start1);
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

        Finish<TWidth>(ref tile, c00, c01);
        Finish<TWidth>(ref tile, c10, c11);
        Finish<TWidth>(ref tile, c20, c21);
        Finish<TWidth>(ref tile, c30, c31);
        Finish<TWidth>(ref tile, c40, c41);
        Finish<TWidth>(ref tile, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 4, out TVector start0, out TVector start1);
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
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            Step<TWidth>(*(a0 + aStride3), b0, b1, ref c30, ref c31);
            a0 += aStep;
            b += bStep;
        }

        Finish<TWidth>(ref tile, c00, c01);
        Finish<TWidth>(ref tile, c10, c11);
        Finish<TWidth>(ref tile, c20, c21);
        Finish<TWidth>(ref tile, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile3<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 3, out TVector start0, out TVector start1);
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
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            Step<TWidth>(*(a0 + aStride2), b0, b1, ref c20, ref c21);
            a0 += aStep;
            b += bStep;
        }

        Finish<TWidth>(ref tile, c00, c01);
        Finish<TWidth>(ref tile, c10, c11);
        Finish<TWidth>(ref tile, c20, c21);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 2, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;
        TVector c10 = start0, c11 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        nint aStride = tile.AStride;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            Step<TWidth>(*(a0 + aStride), b0, b1, ref c10, ref c11);
            a0 += aStep;
            b += bStep;
        }

        Finish<TWidth>(ref tile, c00, c01);
        Finish<TWidth>(ref tile, c10, c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        Start<TWidth>(tile, 1, out TVector start0, out TVector start1);
        TVector c00 = start0, c01 = start1;

        float* a0 = tile.A;
        float* b = tile.B;
        nint aStep = tile.AStep, bStep = tile.BStep;
        for (nint k = tile.K; k > 0; k--)
        {
            TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
            Step<TWidth>(*a0, b0, b1, ref c00, ref c01);
            a0 += aStep;
            b += bStep;
        }

        Finish<TWidth>(ref tile, c00, c01);
    }

    private interface ITileWidth
    {
        /// <summary>Two vectors of columns, else one.</summary>
        static abstract bool IsWide { get; }

        /// <summary>Whether only the first elements of the last vector are there.</summary>
        static abstract bool IsPart { get; }
    }

    private readonly struct Wide : ITileWidth
    {
        public static bool IsWide => true;

        public static bool IsPart => false;
    }

    private readonly struct WidePart : ITileWidth
    {
        public static bool IsWide => true;

        public static bool IsPart => true;
    }

    private readonly struct Narrow : ITileWidth
    {
        public static bool IsWide => false;

        public static bool IsPart => false;
    }

    private readonly struct NarrowPart : ITileWidth
    {
        public static bool IsWide => false;

        public static bool IsPart => true;
    }
}
