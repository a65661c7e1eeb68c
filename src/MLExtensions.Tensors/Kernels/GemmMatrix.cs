namespace MLExtensions.Tensors.Kernels;

/// <summary>A matrix in memory by its strides: element (i, j) is at <c>Data[i * RowStride + j * ColumnStride]</c>. One of the strides is 1.</summary>
internal unsafe readonly struct GemmMatrix(float* data, nint rowStride, nint columnStride)
{
    public readonly float* Data = data;
    public readonly nint RowStride = rowStride;
    public readonly nint ColumnStride = columnStride;

    public GemmMatrix Transposed => new(Data, ColumnStride, RowStride);

    public float* At(nint row, nint column) => Data + row * RowStride + column * ColumnStride;

    /// <summary>Rows one after the other, each of so many columns.</summary>
    public static GemmMatrix RowMajor(float* data, nint columns) => new(data, columns, 1);
}
