namespace MLExtensions.Tensors.Kernels;

/// <summary>What the sums of a matrix product begin with.</summary>
internal enum GemmStart
{
    Zero,

    /// <summary>What is in C: the product is added.</summary>
    Add,

    /// <summary>The bias of the column.</summary>
    Bias,
}
