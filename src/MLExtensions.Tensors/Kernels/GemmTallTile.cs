using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The register tile that most of a large product runs in: 12 rows. Where the order of A is known, four steps of k are one turn of the loop, which leaves
/// the processor little but loads and multiplications, and each turn calls for a line of what the next panel of B will be.
/// </summary>
internal static unsafe class GemmTallTile<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    public const int Rows = 12;

    private const int StepsOfTurn = 4;
    private const nint Line = 16;

    /// <summary>Tiles that together call for a whole panel of two vectors: each, for one vector of as many rows as it has turns.</summary>
    private const nint TilesOfPanel = 2 * StepsOfTurn;

    /// <summary>Chooses what a tile calls for.</summary>
    /// <param name="tile">The tile, its K and BStep set.</param>
    /// <param name="next">The panel of B that comes after this one.</param>
    /// <param name="number">How many tiles of this panel came before.</param>
    public static void CallFor(ref GemmTile tile, float* next, nint number)
    {
        bool calls = number < TilesOfPanel;
        tile.Next = calls ? next + number % StepsOfTurn * (tile.K / StepsOfTurn) * tile.BStep + number / StepsOfTurn * Line : tile.B;
        tile.NextStep = calls ? tile.BStep : 0;
    }

    public static void Run<TWidth>(ref GemmTile tile)
        where TWidth : ITileWidth
    {
        if (tile.AStride == 1 && tile.AStep == Rows && tile.BStep == 2 * TSimd.Width)
        {
            Run<TWidth, Packed>(ref tile);
        }
        else if (tile.AStep == 1)
        {
            Run<TWidth, AlongRows>(ref tile);
        }
        else
        {
            Run<TWidth, Strided>(ref tile);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TWidth, TOrder>(ref GemmTile tile)
        where TWidth : ITileWidth
        where TOrder : IOrder
    {
        GemmRows<TSimd, TVector>.Start<TWidth>(tile, Rows, out TVector start0, out TVector start1);
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
        nint aStep = TOrder.IsPacked ? Rows : TOrder.IsAlongRows ? 1 : tile.AStep, bStep = TOrder.IsPacked ? 2 * TSimd.Width : tile.BStep;
        nint aStride = TOrder.IsPacked ? 1 : tile.AStride;
        nint aStride2 = 2 * aStride, aStride3 = 3 * aStride;
        float* a4 = a0 + 4 * aStride;
        float* a8 = a0 + 8 * aStride;
        nint k = tile.K;
        if (TOrder.IsPacked || TOrder.IsAlongRows)
        {
            float* next = tile.Next is null ? b : tile.Next;
            nint nextStep = tile.NextStep;
            for (; k >= StepsOfTurn; k -= StepsOfTurn)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch1(next);
                    next += nextStep;
                }

                if (TOrder.IsPacked)
                {
                    // Known distances, so that one pointer is enough.
                    a4 = a0 + 4;
                    a8 = a0 + 8;
                }

                Step<TWidth, TOrder>(
                    a0, a4, a8, 0, aStride, aStride2, aStride3, b,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                    ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref c100, ref c101, ref c110, ref c111);
                b += bStep;
                Step<TWidth, TOrder>(
                    a0, a4, a8, aStep, aStride, aStride2, aStride3, b,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                    ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref c100, ref c101, ref c110, ref c111);
                b += bStep;
                Step<TWidth, TOrder>(
                    a0, a4, a8, 2 * aStep, aStride, aStride2, aStride3, b,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                    ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref c100, ref c101, ref c110, ref c111);
                b += bStep;
                Step<TWidth, TOrder>(
                    a0, a4, a8, 3 * aStep, aStride, aStride2, aStride3, b,
                    ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                    ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref c100, ref c101, ref c110, ref c111);
                b += bStep;
                a0 += StepsOfTurn * aStep;
                a4 += StepsOfTurn * aStep;
                a8 += StepsOfTurn * aStep;
            }
        }

        for (; k > 0; k--)
        {
            Step<TWidth, TOrder>(
                a0, a4, a8, 0, aStride, aStride2, aStride3, b,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref c100, ref c101, ref c110, ref c111);
            a0 += aStep;
            a4 += aStep;
            a8 += aStep;
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
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c80, c81);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c90, c91);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c100, c101);
        GemmRows<TSimd, TVector>.Finish<TWidth>(ref tile, c110, c111);
    }

    /// <summary>One step of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TWidth, TOrder>(
        float* a0, float* a4, float* a8, nint offset, nint aStride, nint aStride2, nint aStride3, float* b,
        ref TVector c00, ref TVector c01, ref TVector c10, ref TVector c11, ref TVector c20, ref TVector c21, ref TVector c30, ref TVector c31, ref TVector c40, ref TVector c41, ref TVector c50, ref TVector c51,
        ref TVector c60, ref TVector c61, ref TVector c70, ref TVector c71, ref TVector c80, ref TVector c81, ref TVector c90, ref TVector c91, ref TVector c100, ref TVector c101, ref TVector c110, ref TVector c111)
        where TWidth : ITileWidth
        where TOrder : IOrder
    {
        TVector b0 = TSimd.Load(b), b1 = TWidth.IsWide ? TSimd.Load(b + TSimd.Width) : b0;
        GemmRows<TSimd, TVector>.Step<TWidth>(a0[offset], b0, b1, ref c00, ref c01);
        StepByEach<TWidth, TOrder>(ref (a0 + aStride)[offset], b0, b1, ref c10, ref c11);
        StepByEach<TWidth, TOrder>(ref (a0 + aStride2)[offset], b0, b1, ref c20, ref c21);
        GemmRows<TSimd, TVector>.Step<TWidth>((a0 + aStride3)[offset], b0, b1, ref c30, ref c31);
        StepByEach<TWidth, TOrder>(ref a4[offset], b0, b1, ref c40, ref c41);
        StepByEach<TWidth, TOrder>(ref (a4 + aStride)[offset], b0, b1, ref c50, ref c51);
        GemmRows<TSimd, TVector>.Step<TWidth>((a4 + aStride2)[offset], b0, b1, ref c60, ref c61);
        StepByEach<TWidth, TOrder>(ref (a4 + aStride3)[offset], b0, b1, ref c70, ref c71);
        StepByEach<TWidth, TOrder>(ref a8[offset], b0, b1, ref c80, ref c81);
        GemmRows<TSimd, TVector>.Step<TWidth>((a8 + aStride)[offset], b0, b1, ref c90, ref c91);
        StepByEach<TWidth, TOrder>(ref (a8 + aStride2)[offset], b0, b1, ref c100, ref c101);
        StepByEach<TWidth, TOrder>(ref (a8 + aStride3)[offset], b0, b1, ref c110, ref c111);
    }

    /// <summary>
    /// One row. In packed order each multiplication reads the element of A by itself, one instruction less than reading it once for both: a core that is shared with
    /// another thread of its host runs out of instructions first. Of loads, two rows of three done so are as many as there is room for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepByEach<TWidth, TOrder>(ref float a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TWidth : ITileWidth
        where TOrder : IOrder
    {
        if (TOrder.IsPacked && TWidth.IsWide && Avx512F.IsSupported)
        {
            // Volatile, or the compiler would make one read of two.
            c0 = TSimd.MultiplyAdd(TSimd.Create(Volatile.Read(ref a)), b0, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Create(Volatile.Read(ref a)), b1, c1);
        }
        else
        {
            GemmRows<TSimd, TVector>.Step<TWidth>(a, b0, b1, ref c0, ref c1);
        }
    }

    /// <summary>How A lies, as a type, so that each order is compiled by itself.</summary>
    private interface IOrder
    {
        /// <summary>Copied by <see cref="GemmPacking.PackRows"/>, and B in whole panels.</summary>
        static abstract bool IsPacked { get; }

        /// <summary>Elements of a row lie side by side.</summary>
        static abstract bool IsAlongRows { get; }
    }

    private readonly struct Packed : IOrder
    {
        public static bool IsPacked => true;

        public static bool IsAlongRows => false;
    }

    private readonly struct AlongRows : IOrder
    {
        public static bool IsPacked => false;

        public static bool IsAlongRows => true;
    }

    private readonly struct Strided : IOrder
    {
        public static bool IsPacked => false;

        public static bool IsAlongRows => false;
    }
}
