using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The blocked product: B packed once for all rows (or by each block, where there are few), in panels of a tile's width and slices of K; C in blocks of rows by columns, each one chunk of
/// work; within a block slice after slice of K, so that it stays in the second-level cache, and one register tile after the other.
/// </summary>
internal static unsafe class GemmBlocks<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>
    /// K is cut into equal slices of at most this depth: a packed panel of B so deep and two vectors wide leaves room in the first-level cache, and no sum is so
    /// long that small terms are lost.
    /// </summary>
    private const nint MostDepth = 256;

    /// <summary>Elements of B that are packed at once.</summary>
    private const nint MostPacked = 4 << 20;

    /// <summary>Columns that are packed at once.</summary>
    private const nint MostColumns = 4096;

    /// <summary>B is read where it lies if so few rows would use a packed copy, or if this many of its elements fit in the cache beside the rest.</summary>
    private const nint RowsWorthPacking = 24;
    private const nint ElementsReadInPlace = 64 * 1024;

    /// <summary>
    /// A is read where it lies, unless it is transposed, as then each step of k lies on another page, or unless its rows lie a multiple of this many
    /// elements apart: then all of them compete for the same few lines of the first-level cache. Copying pays from so many columns on; in large products, from more on, in any case.
    /// </summary>
    private const nint StrideWorthPacking = 1024;
    private const nint ColumnsWorthPacking = 192;
    private const nint ColumnsAlwaysWorthPacking = 384;

    /// <summary>
    /// With up to so many rows a block of C takes all of them and so few columns, and packs the panels of B that only it needs slice by slice into memory
    /// that stays in its second-level cache.
    /// </summary>
    private const nint MostRowsOfOwnPanels = 192;
    private const nint OwnColumns = 64;

    /// <summary>The largest block of C, and from how many blocks on they need not be smaller.</summary>
    private const nint MostBlockRows = 96;
    private const nint MostBlockColumns = 1024;
    private const nint BlocksEnough = 20;

    /// <summary>Panels that one chunk of packing copies side by side, so that rows of B are read in longer runs.</summary>
    private const nint PanelsTogether = 4;

    private static nint PanelWidth => 2 * TSimd.Width;

    public static void Run(ref GemmProblem problem, int threads)
    {
        if (problem.K == 0)
        {
            StartOnly(problem);
            Activate(problem, 0, problem.M, 0, problem.N);
            return;
        }

        bool inPlace = problem.B.ColumnStride == 1 && (problem.M <= RowsWorthPacking || problem.K * problem.N <= ElementsReadInPlace);
        nint slices = (problem.K + MostDepth - 1) / MostDepth;
        nint depth = (problem.K + slices - 1) / slices;
        for (nint column = 0; column < problem.N; column += MostColumns)
        {
            nint columns = Math.Min(MostColumns, problem.N - column);
            nint pass = inPlace ? problem.K : Math.Max(1, MostPacked / (columns * depth)) * depth;
            for (nint k = 0; k < problem.K; k += pass)
            {
                var part = new Part { Column = column, Columns = columns, K = k, KEnd = Math.Min(k + pass, problem.K), Depth = depth };
                RunPart(ref problem, part, inPlace, threads);
            }
        }
    }

    private static void RunPart(ref GemmProblem problem, Part part, bool inPlace, int threads)
    {
        nint width = PanelWidth;
        nint panels = (part.Columns + width - 1) / width;

        // In place only the last panel is copied, where it is narrower than the tile.
        part.FirstPacked = inPlace ? part.Columns / width : 0;
        part.PackedWidth = (panels - part.FirstPacked) * width;
        nint length = part.KEnd - part.K;
        bool isFarApart = problem.A.ColumnStride != 1 || problem.A.RowStride % StrideWorthPacking == 0;
        bool isLarge = part.Columns >= ColumnsAlwaysWorthPacking && problem.M > MostRowsOfOwnPanels && !inPlace;
        part.PackRows = part.Columns >= ColumnsWorthPacking && problem.M > TSimd.TileRows && (isFarApart || isLarge);
        part.OwnPanels = !inPlace && !part.PackRows && problem.M <= MostRowsOfOwnPanels;
        (part.BlockRows, part.BlockColumns) = part.OwnPanels ? (problem.M, OwnColumns) : BlockSize(problem.M, part.Columns);
        using var packed = new Scratch(part.OwnPanels ? 1 : Math.Max(1, part.PackedWidth * length));
        part.Packed = packed.Floats;
        fixed (GemmProblem* pointer = &problem)
        {
            part.Problem = pointer;
            if (part.FirstPacked < panels && !part.OwnPanels)
            {
                var packing = new PackJob { Part = part, Groups = (panels - part.FirstPacked + PanelsTogether - 1) / PanelsTogether };
                WorkerCrew.Shared.Run(ref packing, packing.Groups * ((length + part.Depth - 1) / part.Depth), 1, threads);
            }

            var blocks = new BlockJob { Part = part, BlocksAcross = (part.Columns + part.BlockColumns - 1) / part.BlockColumns };
            WorkerCrew.Shared.Run(ref blocks, blocks.BlocksAcross * ((problem.M + part.BlockRows - 1) / part.BlockRows), 1, threads);
        }
    }

    /// <summary>The size of the blocks of C that are one chunk of work each: large for large matrices, else so that there are several for each thread.</summary>
    private static (nint Rows, nint Columns) BlockSize(nint m, nint n)
    {
        // Whole tiles and whole panels, of any vector length.
        nint rows = MostBlockRows, columns = MostBlockColumns;
        while (((m + rows - 1) / rows) * ((n + columns - 1) / columns) < BlocksEnough)
        {
            if (rows > 48)
            {
                rows /= 2;
            }
            else if (columns > 128)
            {
                columns /= 2;
            }
            else if (rows > 24)
            {
                rows /= 2;
            }
            else
            {
                break;
            }
        }

        return (rows, columns);
    }

    private static void StartOnly(in GemmProblem problem)
    {
        for (nint row = 0; row < problem.M; row++)
        {
            var target = new Span<float>(problem.C + row * problem.CStride, checked((int)problem.N));
            if (problem.Bias is not null)
            {
                new ReadOnlySpan<float>(problem.Bias, target.Length).CopyTo(target);
            }
            else if (!problem.Accumulate)
            {
                target.Clear();
            }
        }
    }

    private static void Activate(in GemmProblem problem, nint row, nint rowEnd, nint column, nint columns)
    {
        if (problem.Activation == Activation.None)
        {
            return;
        }

        ActivationLoop loop = ActivationLoop.Of(problem.Activation);
        float constant = ActivationLoop.DefaultConstant(problem.Activation);
        if (columns == problem.CStride)
        {
            // Whole rows lie one after the other.
            loop.Apply(problem.C + row * columns, problem.Activated + row * columns, (rowEnd - row) * columns, constant);
            return;
        }

        for (; row < rowEnd; row++)
        {
            nint offset = row * problem.CStride + column;
            loop.Apply(problem.C + offset, problem.Activated + offset, columns, constant);
        }
    }

    /// <summary>Columns of B and a range of K whose products are computed together.</summary>
    private struct Part
    {
        public GemmProblem* Problem;
        public nint Column, Columns, K, KEnd;

        /// <summary>Of a slice of K; the last one is what is left.</summary>
        public nint Depth;

        /// <summary>The size of a block of C.</summary>
        public nint BlockRows, BlockColumns;

        /// <summary>The panels from this one on are copied to <see cref="Packed"/>: slice after slice, in each panel after panel, together this wide.</summary>
        public nint FirstPacked, PackedWidth;
        public float* Packed;

        /// <summary>Whether each block packs its panels itself.</summary>
        public bool OwnPanels;

        /// <summary>Whether each block copies its rows of A.</summary>
        public bool PackRows;

        public readonly float* Panel(nint panel, nint k, nint depth) =>
            Packed + (k - K) * PackedWidth + (panel - FirstPacked) * PanelWidth * depth;
    }

    /// <summary>Panels of B into their order.</summary>
    private struct PackJob : IRangeJob
    {
        public Part Part;
        public nint Groups;

        public readonly void Run(nint start, nint end)
        {
            nint width = PanelWidth;
            for (nint i = start; i < end; i++)
            {
                nint k = Part.K + i / Groups * Part.Depth, depth = Math.Min(Part.Depth, Part.KEnd - k);
                nint panel = Part.FirstPacked + i % Groups * PanelsTogether;
                nint columns = Math.Min(PanelsTogether * width, Part.Columns - panel * width);
                GemmPacking.PackColumns(Part.Problem->B, k, depth, Part.Column + panel * width, columns, width, Part.Panel(panel, k, depth));
            }
        }
    }

    /// <summary>Blocks of C, row by row of blocks.</summary>
    private struct BlockJob : IRangeJob
    {
        public Part Part;
        public nint BlocksAcross;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                nint row = i / BlocksAcross * Part.BlockRows, offset = i % BlocksAcross * Part.BlockColumns;
                RunBlock(row, Math.Min(row + Part.BlockRows, Part.Problem->M), offset, Math.Min(offset + Part.BlockColumns, Part.Columns));
            }
        }

        private readonly void RunBlock(nint row, nint rowEnd, nint offset, nint offsetEnd)
        {
            ref readonly GemmProblem problem = ref *Part.Problem;
            bool rectify = problem.Activation == Activation.Relu && problem.Activated == problem.C;
            using var packedRows = new Scratch(Part.PackRows ? (rowEnd - row) * Part.Depth : 1);
            using var ownPanels = new Scratch(Part.OwnPanels ? OwnColumns * Part.Depth : 1);
            for (nint k = Part.K; k < Part.KEnd; k += Part.Depth)
            {
                nint depth = Math.Min(Part.Depth, Part.KEnd - k);
                if (Part.PackRows)
                {
                    Pack(problem, row, rowEnd, k, depth, packedRows.Floats);
                }

                if (Part.OwnPanels)
                {
                    GemmPacking.PackColumns(problem.B, k, depth, Part.Column + offset, offsetEnd - offset, PanelWidth, ownPanels.Floats);
                }

                var tile = new GemmTile { K = depth, Accumulate = k > 0 || problem.Accumulate, Rectify = rectify && k + depth == problem.K };
                RunSlice(problem, ref tile, row, rowEnd, offset, offsetEnd, k, packedRows.Floats, ownPanels.Floats);
            }

            if (Part.KEnd == problem.K && !rectify)
            {
                Activate(problem, row, rowEnd, Part.Column + offset, offsetEnd - offset);
            }
        }

        private static void Pack(in GemmProblem problem, nint row, nint rowEnd, nint k, nint depth, float* packed)
        {
            for (nint i = row; i < rowEnd;)
            {
                int height = GemmTiles<TSimd, TVector>.Height(rowEnd - i);
                GemmPacking.PackRows(problem.A, i, height, k, depth, packed + (i - row) * depth);
                i += height;
            }
        }

        private readonly void RunSlice(
            in GemmProblem problem, ref GemmTile tile, nint row, nint rowEnd, nint offset, nint offsetEnd, nint k, float* packedRows, float* ownPanels)
        {
            nint width = PanelWidth;
            for (nint j = offset; j < offsetEnd; j += width)
            {
                nint panel = j / width;
                bool packed = panel >= Part.FirstPacked;
                tile.B = Part.OwnPanels ? ownPanels + (j - offset) * tile.K
                    : packed ? Part.Panel(panel, k, tile.K)
                    : problem.B.At(k, Part.Column + j);
                tile.BStep = packed ? width : problem.B.RowStride;
                tile.Bias = k == 0 && problem.Bias is not null ? problem.Bias + Part.Column + j : null;
                tile.Columns = Math.Min(width, offsetEnd - j);
                tile.CStride = problem.CStride;
                tile.C = problem.C + row * tile.CStride + Part.Column + j;
                float* next = packed ? tile.B + width * tile.K : tile.B + width;
                nint number = 0;
                for (nint i = row; i < rowEnd;)
                {
                    int height = GemmTiles<TSimd, TVector>.Height(rowEnd - i);
                    GemmTallTile<TSimd, TVector>.CallFor(ref tile, next, number++);
                    if (Part.PackRows)
                    {
                        tile.A = packedRows + (i - row) * tile.K;
                        tile.AStride = 1;
                        tile.AStep = height;
                    }
                    else
                    {
                        tile.A = problem.A.At(i, k);
                        tile.AStride = problem.A.RowStride;
                        tile.AStep = problem.A.ColumnStride;
                    }

                    GemmTiles<TSimd, TVector>.Run(height, ref tile);
                    i += height;
                }
            }
        }
    }
}
