using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The rows of each head in a tensor <c>[batch, rows, columns]</c>, where they lie: a head has <c>width</c> of the columns.</summary>
internal readonly unsafe struct HeadRows(float* data, nint rows, nint stride, nint width)
{
    public readonly float* Data = data;

    /// <summary>Rows of one batch entry.</summary>
    public readonly nint Rows = rows;

    /// <summary>The distance from row to row.</summary>
    public readonly nint Stride = stride;

    /// <summary>Columns of a head.</summary>
    public readonly nint Width = width;

    public GemmMatrix At(nint batch, nint head, nint row) => new(Data + (batch * Rows + row) * Stride + head * Width, Stride, 1);

    /// <summary>Sets all rows of a head to 0.</summary>
    public void Clear(nint batch, nint head)
    {
        for (nint row = 0; row < Rows; row++)
        {
            new Span<float>(At(batch, head, row).Data, (int)Width).Clear();
        }
    }

    /// <summary>Queries, keys and values, or the gradients of them, in the tensors that hold them; without data where a tensor is default.</summary>
    public static void Split(
        Attention operation, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> tensors, out HeadRows queries, out HeadRows keys, out HeadRows values)
    {
        int last = operation.PackedCount - 1;
        Shape first = inputs[0].NodeOrNull!.Shape;
        nint targets = first[1], sources = inputs[last].NodeOrNull!.Shape[1];
        nint dim = operation.Packing == AttentionPacking.QueryKeyValue ? first[2] / 3 : first[2];
        nint width = dim / operation.Heads;

        // How many times dim a row of the last tensor has, and where in it keys and values begin.
        nint times = operation.Packing switch { AttentionPacking.Separate => 1, AttentionPacking.KeyValue => 2, _ => 3 };
        queries = Of(tensors[0], 0, targets, last == 0 ? 3 * dim : dim, width);
        keys = Of(tensors[Math.Min(1, last)], operation.Packing == AttentionPacking.QueryKeyValue ? dim : 0, sources, times * dim, width);
        values = Of(tensors[last], (times - 1) * dim, sources, times * dim, width);
    }

    private static HeadRows Of(Tensor tensor, nint offset, nint rows, nint stride, nint width) =>
        new(tensor.IsDefault ? null : tensor.Floats + offset, rows, stride, width);
}
