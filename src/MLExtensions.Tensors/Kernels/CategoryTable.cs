namespace MLExtensions.Tensors.Kernels;

/// <summary>One table of <see cref="Operations.CategoryEmbeddings"/>.</summary>
internal unsafe struct CategoryTable
{
    public float* Weight;

    /// <summary>The row of the table that each row of the batch takes.</summary>
    public int* Indices;

    /// <summary>Rows of the table.</summary>
    public int Count;

    public int Dimension;

    /// <summary>Where the index stands in a row of the input.</summary>
    public int Slot;

    /// <summary>Where the table's part of a row of the output begins.</summary>
    public int Target;
}
