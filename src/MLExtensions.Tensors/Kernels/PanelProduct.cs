using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// C = A B + bias, or C += A B, for a B that many products share: its columns are packed once, in panels as wide as a register tile. The job's length is the panels.
/// </summary>
internal unsafe struct PanelProduct : IVectorJob
{
    /// <summary>What the columns of a product are rounded up to in C and the bias, for vectors of any length.</summary>
    public const nint WidestPanel = 32;

    /// <summary>A slice of a panel this deep stays in the first-level cache while all rows go by.</summary>
    private const nint SliceDepth = 256;

    public nint Rows, Columns, K;

    /// <summary>Rows of A, each along k, and the distance from one to the next.</summary>
    public float* A;
    public nint AStride;

    /// <summary>From <see cref="Pack"/>.</summary>
    public float* Panels;

    /// <summary>Rows of C, with room for <see cref="Room"/> columns.</summary>
    public float* C;
    public nint CStride;

    /// <summary>As long as a row of C, or null.</summary>
    public float* Bias;
    public bool Accumulate;

    /// <summary>Columns with what the last panel has beyond them.</summary>
    public static nint Room(nint columns) => (columns + WidestPanel - 1) / WidestPanel * WidestPanel;

    /// <summary>Packs a matrix <c>[k, columns]</c> whose first rows come from one matrix and the others from a second, into <c>k * Room(columns)</c> floats.</summary>
    public static void Pack(GemmMatrix upper, nint upperRows, GemmMatrix lower, nint lowerRows, nint columns, float* panels, int degree)
    {
        var job = new PackJob { Upper = upper, UpperRows = upperRows, Lower = lower, LowerRows = lowerRows, Columns = columns, Panels = panels };
        VectorRange<PackJob>.Run(job, (columns + PanelWidth - 1) / PanelWidth, 4, degree);
    }

    /// <summary>Computes all columns.</summary>
    public readonly void Run(int degree)
    {
        nint panels = (Columns + PanelWidth - 1) / PanelWidth;
        VectorRange<PanelProduct>.Run(this, panels, degree == 1 ? Math.Max(1, panels) : (panels + 7) / 8, degree);
    }

    public readonly void Run<TSimd, TVector>(nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint width = PanelTiles<TSimd, TVector>.PanelWidth;
        for (nint panel = start; panel < end; panel++)
        {
            nint column = panel * width, k = 0;
            do
            {
                var tile = new PanelTile
                {
                    K = Math.Min(SliceDepth, K - k),
                    A = A + k,
                    AStride = AStride,
                    AStep = 1,
                    B = Panels + (column * K) + k * width,
                    BStep = width,
                    C = C + column,
                    CStride = CStride,
                    Bias = k > 0 || Bias is null ? null : Bias + column,
                    Accumulate = k > 0 || Accumulate,
                };
                PanelTiles<TSimd, TVector>.Column(tile, Rows, Columns - column > TSimd.Width);
                k += SliceDepth;
            }
            while (k < K);
        }
    }

    private static nint PanelWidth => SimdLength.Is512 ? 2 * Simd512.Width : SimdLength.Is256 ? 2 * Simd256.Width : 2 * Simd128.Width;

    private struct PackJob : IVectorJob
    {
        public GemmMatrix Upper, Lower;
        public nint UpperRows, LowerRows, Columns;
        public float* Panels;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint width = PanelTiles<TSimd, TVector>.PanelWidth;
            for (nint panel = start; panel < end; panel++)
            {
                nint column = panel * width, columns = Math.Min(width, Columns - column);
                float* target = Panels + column * (UpperRows + LowerRows);
                GemmPacking.PackColumns(Upper, 0, UpperRows, column, columns, width, target);
                if (LowerRows > 0)
                {
                    GemmPacking.PackColumns(Lower, 0, LowerRows, column, columns, width, target + UpperRows * width);
                }
            }
        }
    }
}
