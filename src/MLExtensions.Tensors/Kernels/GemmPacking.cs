using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Copies parts of a matrix into the order in which the tiles of a matrix product read them.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>
    /// Columns of B side by side, in panels of <paramref name="width"/> columns one after the other: in each <c>panel[k * width + j] = B(row + k, column + j)</c>,
    /// and zeros where the columns end within it.
    /// </summary>
    public static void PackColumns(in GemmMatrix matrix, nint row, nint rows, nint column, nint columns, nint width, float* panels)
    {
        nint whole = columns / width;
        if (whole * width < columns)
        {
            float* last = panels + whole * width * rows;
            new Span<float>(last, checked((int)(rows * width))).Clear();
            Pack(matrix.At(row, column + whole * width), matrix.RowStride, matrix.ColumnStride, rows, columns - whole * width, last, width);
        }

        if (matrix.ColumnStride == 1)
        {
            CopyPanels(matrix.At(row, column), matrix.RowStride, rows, whole, width, panels);
            return;
        }

        for (nint i = 0; i < whole; i++)
        {
            Transpose(matrix.At(row, column + i * width), matrix.RowStride, matrix.ColumnStride, rows, width, panels + i * width * rows, width);
        }
    }

    /// <summary>Rows of A side by side: <c>panel[k * rows + i] = A(row + i, column + k)</c>.</summary>
    public static void PackRows(in GemmMatrix matrix, nint row, nint rows, nint column, nint columns, float* panel) =>
        Pack(matrix.At(row, column), matrix.ColumnStride, matrix.RowStride, columns, rows, panel, rows);

    /// <summary>panel[step * width + i] = source[step * stepStride + i * stride]</summary>
    private static void Pack(float* source, nint stepStride, nint stride, nint steps, nint count, float* panel, nint width)
    {
        if (stride == 1)
        {
            CopyRuns(source, stepStride, steps, count, panel, width);
        }
        else
        {
            Transpose(source, stepStride, stride, steps, count, panel, width);
        }
    }

    /// <summary>Row by row through all panels: what lies side by side is read together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyPanels(float* source, nint stride, nint rows, nint count, nint width, float* panels)
    {
        nint panelLength = rows * width;
        for (nint row = 0; row < rows; row++)
        {
            float* from = source + row * stride;
            float* panel = panels + row * width;
            for (nint i = 0; i < count; i++)
            {
                for (nint j = 0; j < width; j += Vector256<float>.Count)
                {
                    Vector256.Store(Vector256.Load(from + j), panel + j);
                }

                from += width;
                panel += panelLength;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRuns(float* source, nint stepStride, nint steps, nint count, float* panel, nint width)
    {
        for (nint step = 0; step < steps; step++)
        {
            nint i = 0;
            for (; i <= count - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128.Store(Vector128.Load(source + i), panel + i);
            }

            for (; i < count; i++)
            {
                panel[i] = source[i];
            }

            source += stepStride;
            panel += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint stepStride, nint stride, nint steps, nint count, float* panel, nint width)
    {
        nint i = 0;
        if (stepStride == 1 && Avx512F.IsSupported)
        {
            for (; i <= count - 16; i += 16)
            {
                nint step = 0;
                for (; step <= steps - 16; step += 16)
                {
                    Transpose16(source + i * stride + step, stride, panel + step * width + i, width);
                }

                TransposeRest(source + i * stride, stride, step, steps, 16, panel + i, width);
            }
        }

        if (stepStride == 1 && Sse.IsSupported)
        {
            for (; i <= count - 4; i += 4)
            {
                nint step = 0;
                for (; step <= steps - 4; step += 4)
                {
                    Transpose4(source + i * stride + step, stride, panel + step * width + i, width);
                }

                TransposeRest(source + i * stride, stride, step, steps, 4, panel + i, width);
            }
        }

        for (; i < count; i++)
        {
            float* from = source + i * stride;
            for (nint step = 0; step < steps; step++)
            {
                panel[step * width + i] = from[step * stepStride];
            }
        }
    }

    private static void TransposeRest(float* source, nint stride, nint step, nint steps, int count, float* panel, nint width)
    {
        for (; step < steps; step++)
        {
            for (int i = 0; i < count; i++)
            {
                panel[step * width + i] = source[i * stride + step];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint stride, float* target, nint width)
    {
        Vector128<float> r0 = Vector128.Load(source), r1 = Vector128.Load(source + stride);
        Vector128<float> r2 = Vector128.Load(source + 2 * stride), r3 = Vector128.Load(source + 3 * stride);
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1);
        Vector128<float> low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).Store(target);
        Sse.MoveHighToLow(low23, low01).Store(target + width);
        Sse.MoveLowToHigh(high01, high23).Store(target + 2 * width);
        Sse.MoveHighToLow(high23, high01).Store(target + 3 * width);
    }

    /// <summary>Four columns at a time: each quarter of a vector is a 4 by 4 block, transposed within it, then quarters are gathered by rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose16(float* source, nint stride, float* target, nint width)
    {
        Quarter(source, stride, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        Quarter(source + 4 * stride, stride, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
        Quarter(source + 8 * stride, stride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        Quarter(source + 12 * stride, stride, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);
        Gather(a0, b0, c0, d0, target, width);
        Gather(a1, b1, c1, d1, target + width, width);
        Gather(a2, b2, c2, d2, target + 2 * width, width);
        Gather(a3, b3, c3, d3, target + 3 * width, width);
    }

    /// <summary>Rows 0..3: vector j then holds, in quarter q, column 4 q + j of the four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        float* source, nint stride, out Vector512<float> v0, out Vector512<float> v1, out Vector512<float> v2, out Vector512<float> v3)
    {
        Vector512<float> r0 = Vector512.Load(source), r1 = Vector512.Load(source + stride);
        Vector512<float> r2 = Vector512.Load(source + 2 * stride), r3 = Vector512.Load(source + 3 * stride);
        Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(r2, r3).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        v0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        v1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        v2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        v3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Writes columns j, j + 4, j + 8 and j + 12 of 16 rows from the quarters of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, nint width)
    {
        Vector512<float> ab02 = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00), cd02 = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        Vector512<float> ab13 = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01), cd13 = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        Avx512F.Shuffle4x128(ab02, cd02, 0b10_00_10_00).Store(target);
        Avx512F.Shuffle4x128(ab13, cd13, 0b10_00_10_00).Store(target + 4 * width);
        Avx512F.Shuffle4x128(ab02, cd02, 0b11_01_11_01).Store(target + 8 * width);
        Avx512F.Shuffle4x128(ab13, cd13, 0b11_01_11_01).Store(target + 12 * width);
    }
}
