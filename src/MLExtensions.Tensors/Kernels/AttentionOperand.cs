using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The right side of the products of one head: packed once, in panels as wide as a register tile, and used by all blocks of targets. The matrices are so
/// small that setting up a general product would take longer than the product.
/// </summary>
internal unsafe struct AttentionOperand<TSimd, TVector>(float* panels)
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>The inner length is cut into slices: one of a panel stays in the first-level cache, and no sum is so long that small terms are lost.</summary>
    private const nint SliceDepth = 256;

    private GemmMatrix _matrix;
    private nint _rows;
    private bool _packed;

    private static nint PanelWidth => 2 * TSimd.Width;

    /// <summary>Floats for a packed matrix.</summary>
    public static nint Room(nint rows, nint columns) => rows * ((columns + PanelWidth - 1) / PanelWidth * PanelWidth);

    /// <summary>Takes a matrix.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="packed">Whether it is packed; where few rows meet it, it is better read where it lies.</param>
    public void Set(GemmMatrix matrix, nint rows, nint columns, bool packed = true)
    {
        (_matrix, _rows, _packed) = (matrix, rows, packed);
        if (packed && rows > 0)
        {
            GemmPacking.PackColumns(matrix, 0, rows, 0, columns, PanelWidth, panels);
        }
    }

    /// <summary>C = left times the first rows and columns of the matrix, or C += that.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="rows">Rows of it and of C.</param>
    /// <param name="depth">Its columns.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="c">C.</param>
    /// <param name="cStride">From row to row of C.</param>
    /// <param name="accumulate">Whether to add.</param>
    public readonly void Multiply(GemmMatrix left, nint rows, nint depth, nint columns, float* c, nint cStride, bool accumulate)
    {
        if (!_packed)
        {
            var problem = new GemmProblem
            {
                M = rows,
                N = columns,
                K = depth,
                A = left,
                B = _matrix,
                C = c,
                CStride = cStride,
                Accumulate = accumulate,
            };
            Gemm.Run(ref problem, 1);
            return;
        }

        var tile = new GemmTile { AStride = left.RowStride, AStep = left.ColumnStride, BStep = PanelWidth, CStride = cStride };
        nint k = 0;
        do
        {
            tile.K = Math.Min(SliceDepth, depth - k);
            tile.Accumulate = accumulate || k > 0;
            for (nint column = 0; column < columns; column += PanelWidth)
            {
                tile.B = panels + column * _rows + k * PanelWidth;
                tile.Columns = Math.Min(PanelWidth, columns - column);
                tile.A = left.Data + k * left.ColumnStride;
                tile.C = c + column;
                for (nint row = 0; row < rows;)
                {
                    int height = GemmTiles<TSimd, TVector>.Height(rows - row);
                    GemmTiles<TSimd, TVector>.Run(height, ref tile);
                    tile.A += height * left.RowStride;
                    row += height;
                }
            }

            k += SliceDepth;
        }
        while (k < depth);
    }
}
