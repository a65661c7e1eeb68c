using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The product of two matrices, packed and blocked (Goto and van de Geijn 2008). Small or thin ones are read where they lie. How the work is cut and in
/// which order numbers are added depends on the shape alone.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Up to so many rows or columns, with both matrices read along k, dot products beat packing.</summary>
    private const int ThinForDots = 4;

    /// <summary>Below so many multiplications a second thread costs more than it gives: on two cores 4 million took a tenth longer with it, 8 million a fifth less.</summary>
    private const double LeastForThreads = 6e6;

    /// <summary>Computes <paramref name="problem"/>.</summary>
    /// <param name="problem">The matrices.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(ref GemmProblem problem, int degree)
    {
        if (problem.M == 0 || problem.N == 0)
        {
            return;
        }

        int threads = (double)problem.M * problem.N * problem.K < LeastForThreads ? 1 : degree;
        bool dots = problem.A.ColumnStride == 1 && problem.B.RowStride == 1 && Math.Min(problem.M, problem.N) <= ThinForDots;
        if (SimdLength.Is512)
        {
            Run<Simd512, Vector512<float>>(ref problem, dots, threads);
        }
        else if (SimdLength.Is256)
        {
            Run<Simd256, Vector256<float>>(ref problem, dots, threads);
        }
        else
        {
            Run<Simd128, Vector128<float>>(ref problem, dots, threads);
        }
    }

    private static void Run<TSimd, TVector>(ref GemmProblem problem, bool dots, int threads)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        if (dots)
        {
            GemmDots<TSimd, TVector>.Run(ref problem, threads);
        }
        else
        {
            GemmBlocks<TSimd, TVector>.Run(ref problem, threads);
        }
    }
}
