namespace MLExtensions.Tensors.Kernels;

/// <summary>One register tile of a matrix product: C = bias + A B, or C += A B, for a few rows and one or two vectors of columns.</summary>
internal unsafe struct GemmTile
{
    /// <summary>The inner length.</summary>
    public nint K;

    /// <summary>The first element of the tile's rows of A, the distance from row to row, and that from k to k.</summary>
    public float* A;
    public nint AStride;
    public nint AStep;

    /// <summary>The first element of the tile's columns of B, and the distance from k to k; columns lie side by side.</summary>
    public float* B;
    public nint BStep;

    /// <summary>Memory that a tall tile calls for while it computes, null for none, and the distance from each fourth k to the next.</summary>
    public float* Next;
    public nint NextStep;

    /// <summary>The tile of C and the distance from row to row.</summary>
    public float* C;
    public nint CStride;

    /// <summary>What the sums of the tile's columns begin with; null for zeros.</summary>
    public float* Bias;

    /// <summary>How many columns there are, up to two vectors.</summary>
    public nint Columns;

    /// <summary>Whether the sums are added to C.</summary>
    public bool Accumulate;

    /// <summary>Whether what is negative in the end becomes 0.</summary>
    public bool Rectify;
}
