using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The blocked product: B in slices of K by columns that the second-level cache holds, packed once for all rows; C in blocks of rows by columns,
/// each one chunk of work; within a block one register tile after the other.
/// </summary>
internal static unsafe class GemmBlocks<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>A packed panel of B this deep and two vectors wide leaves room in the first-level cache.</summary>
    private const nint SliceDepth = 256;

    /// <summary>Columns of a slice of B.</summary>
    private const nint SliceColumns = 1024;

    /// <summary>Rows of a block: a multiple of every tile height but 8's odd multiples, small enough for the second-level cache.</summary>
    private const nint BlockRows = 96;

    /// <summary>Columns of a block, a multiple of every panel.</summary>
    private const nint BlockColumns = 512;

    /// <summary>B is read where it lies if so few rows would use a packed copy, or if this many of its elements fit in the cache beside the rest.</summary>
    private const nint RowsWorthPacking = 24;
    private const nint ElementsReadInPlace = 24 * 1024;

    /// <summary>Columns from which packing A pays.</summary>
    private const nint ColumnsWorthPacking = 192;

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
        for (nint column = 0; column < problem.N; column += SliceColumns)
        {
            nint columns = Math.Min(SliceColumns, problem.N - column);
            for (nint k = 0; k < problem.K; k += SliceDepth)
            {
                RunSlice(ref problem, column, columns, k, Math.Min(SliceDepth, problem.K - k), inPlace, threads);
            }
        }
    }

    private static void RunSlice(ref GemmProblem problem, nint column, nint columns, nint k, nint depth, bool inPlace, int threads)
    {
        nint width = PanelWidth;
        nint panels = (columns + width - 1) / width;

        // In place only the last panel is copied, where it is narrower than the tile.
        nint firstPacked = inPlace ? columns / width : 0;
        using var packed = new Scratch(Math.Max(1, (panels - firstPacked) * width * depth));
        fixed (GemmProblem* pointer = &problem)
        {
            if (firstPacked < panels)
            {
                var packing = new PackJob { Problem = pointer, Column = column, Columns = columns, K = k, Depth = depth, First = firstPacked, Packed = packed.Floats };
                WorkerCrew.Shared.Run(ref packing, panels - firstPacked, 4, threads);
            }

            nint blocksAcross = (columns + BlockColumns - 1) / BlockColumns;
            var blocks = new BlockJob
            {
                Problem = pointer,
                Column = column,
                Columns = columns,
                K = k,
                Depth = depth,
                FirstPacked = firstPacked,
                Packed = packed.Floats,
                BlocksAcross = blocksAcross,
                PackRows = columns >= ColumnsWorthPacking && problem.M > TSimd.TileRows,
            };
            WorkerCrew.Shared.Run(ref blocks, blocksAcross * ((problem.M + BlockRows - 1) / BlockRows), 1, threads);
        }
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

    /// <summary>Panels of B into their order.</summary>
    private struct PackJob : IRangeJob
    {
        public GemmProblem* Problem;
        public nint Column, Columns, K, Depth, First;
        public float* Packed;

        public readonly void Run(nint start, nint end)
        {
            nint width = PanelWidth;
            for (nint i = start; i < end; i++)
            {
                nint offset = (First + i) * width;
                GemmPacking.PackColumns(
                    Problem->B, K, Depth, Column + offset, Math.Min(width, Columns - offset), width, Packed + i * width * Depth);
            }
        }
    }

    /// <summary>Blocks of C, row by row of blocks.</summary>
    private struct BlockJob : IRangeJob
    {
        public GemmProblem* Problem;
        public nint Column, Columns, K, Depth, FirstPacked, BlocksAcross;
        public float* Packed;
        public bool PackRows;

        public readonly void Run(nint start, nint end)
        {
            for (nint i = start; i < end; i++)
            {
                nint row = i / BlocksAcross * BlockRows, offset = i % BlocksAcross * BlockColumns;
                RunBlock(row, Math.Min(row + BlockRows, Problem->M), offset, Math.Min(offset + BlockColumns, Columns));
            }
        }

        private readonly void RunBlock(nint row, nint rowEnd, nint offset, nint offsetEnd)
        {
            ref readonly GemmProblem problem = ref *Problem;
            using var packedRows = new Scratch(PackRows ? (rowEnd - row) * Depth : 1);
            if (PackRows)
            {
                for (nint i = row; i < rowEnd;)
                {
                    int height = GemmTiles<TSimd, TVector>.Height(rowEnd - i);
                    GemmPacking.PackRows(problem.A, i, height, K, Depth, packedRows.Floats + (i - row) * Depth);
                    i += height;
                }
            }

            bool first = K == 0;
            var tile = new GemmTile
            {
                K = Depth,
                Accumulate = !first || problem.Accumulate,
            };
            float* edge = stackalloc float[2 * 16 * 12];
            float* edgeBias = stackalloc float[2 * 16];
            nint width = PanelWidth;
            for (nint j = offset; j < offsetEnd; j += width)
            {
                nint panel = j / width, columns = Math.Min(width, offsetEnd - j);
                bool packed = panel >= FirstPacked;
                tile.B = packed ? Packed + (panel - FirstPacked) * width * Depth : problem.B.At(K, Column + j);
                tile.BStep = packed ? width : problem.B.RowStride;
                tile.Bias = first && problem.Bias is not null ? problem.Bias + Column + j : null;
                bool wide = columns > TSimd.Width;
                bool whole = columns == (wide ? width : TSimd.Width);
                if (!whole && tile.Bias is not null)
                {
                    CopyEdge(tile.Bias, 0, edgeBias, 0, 1, columns);
                    tile.Bias = edgeBias;
                }

                for (nint i = row; i < rowEnd;)
                {
                    int height = GemmTiles<TSimd, TVector>.Height(rowEnd - i);
                    float* c = problem.C + i * problem.CStride + Column + j;
                    if (PackRows)
                    {
                        tile.A = packedRows.Floats + (i - row) * Depth;
                        tile.AStride = 1;
                        tile.AStep = height;
                    }
                    else
                    {
                        tile.A = problem.A.At(i, K);
                        tile.AStride = problem.A.RowStride;
                        tile.AStep = problem.A.ColumnStride;
                    }

                    if (whole)
                    {
                        tile.C = c;
                        tile.CStride = problem.CStride;
                        GemmTiles<TSimd, TVector>.Run(height, wide, tile);
                    }
                    else
                    {
                        // A tile that sticks out goes by way of a whole one.
                        tile.C = edge;
                        tile.CStride = width;
                        if (tile.Accumulate)
                        {
                            CopyEdge(c, problem.CStride, edge, width, height, columns);
                        }

                        GemmTiles<TSimd, TVector>.Run(height, wide, tile);
                        CopyEdge(edge, width, c, problem.CStride, height, columns);
                    }

                    i += height;
                }
            }

            if (K + Depth == problem.K)
            {
                Activate(problem, row, rowEnd, Column + offset, offsetEnd - offset);
            }
        }

        private static void CopyEdge(float* source, nint sourceStride, float* target, nint targetStride, int rows, nint columns)
        {
            for (int i = 0; i < rows; i++)
            {
                for (nint j = 0; j < columns; j++)
                {
                    target[j] = source[j];
                }

                source += sourceStride;
                target += targetStride;
            }
        }
    }
}
