using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>C = A B, or C += A B, or activation(A B + bias); see <see cref="Gemm"/>.</summary>
internal unsafe struct GemmProblem
{
    /// <summary>Rows of A and C, columns of B and C, and what is between them.</summary>
    public nint M, N, K;

    public GemmMatrix A, B;

    /// <summary>Row-major, with the distance from row to row.</summary>
    public float* C;
    public nint CStride;

    /// <summary>Whether the product is added to C. Not with a bias or an activation.</summary>
    public bool Accumulate;

    /// <summary>One number a column, or null.</summary>
    public float* Bias;

    /// <summary>Applied to C where it is not None.</summary>
    public Activation Activation;

    /// <summary>Where the activation's result goes: C, or another matrix of the same stride so that C keeps the activation's input.</summary>
    public float* Activated;
}
