using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A product of which one side is thin, as dot products along k, both matrices read where they lie: one row through a layer, or a layer of few
/// outputs. Eight results at a time share the vector of the thin side.
/// </summary>
internal static unsafe class GemmDots<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>Long sums are cut so that small terms survive.</summary>
    private const nint SliceDepth = 2048;

    /// <summary>Results along the long side in one chunk of work.</summary>
    private const nint ChunkLength = 64;

    public static void Run(ref GemmProblem problem, int threads)
    {
        fixed (GemmProblem* pointer = &problem)
        {
            var job = new Job { Problem = pointer, AlongColumns = problem.N >= problem.M };
            WorkerCrew.Shared.Run(ref job, Math.Max(problem.M, problem.N), ChunkLength, threads);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dot8(float* x, float* w, nint stride, nint length, float* results)
    {
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        TVector s4 = TSimd.Zero, s5 = TSimd.Zero, s6 = TSimd.Zero, s7 = TSimd.Zero;
        nint stride3 = 3 * stride;
        float* w4 = w + 4 * stride;
        nint k = 0;
        for (; k <= length - TSimd.Width; k += TSimd.Width)
        {
            TVector v = TSimd.Load(x + k);
            s0 = TSimd.MultiplyAdd(v, TSimd.Load(w), s0);
            s1 = TSimd.MultiplyAdd(v, TSimd.Load(w + stride), s1);
            s2 = TSimd.MultiplyAdd(v, TSimd.Load(w + 2 * stride), s2);
            s3 = TSimd.MultiplyAdd(v, TSimd.Load(w + stride3), s3);
            s4 = TSimd.MultiplyAdd(v, TSimd.Load(w4), s4);
            s5 = TSimd.MultiplyAdd(v, TSimd.Load(w4 + stride), s5);
            s6 = TSimd.MultiplyAdd(v, TSimd.Load(w4 + 2 * stride), s6);
            s7 = TSimd.MultiplyAdd(v, TSimd.Load(w4 + stride3), s7);
            w += TSimd.Width;
            w4 += TSimd.Width;
        }

        if (k < length)
        {
            int rest = (int)(length - k);
            TVector v = TSimd.LoadFirst(x + k, rest);
            s0 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w, rest), s0);
            s1 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w + stride, rest), s1);
            s2 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w + 2 * stride, rest), s2);
            s3 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w + stride3, rest), s3);
            s4 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w4, rest), s4);
            s5 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w4 + stride, rest), s5);
            s6 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w4 + 2 * stride, rest), s6);
            s7 = TSimd.MultiplyAdd(v, TSimd.LoadFirst(w4 + stride3, rest), s7);
        }

        TSimd.Sums(s0, s1, s2, s3, s4, s5, s6, s7).Store(results);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot1(float* x, float* w, nint length)
    {
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        nint k = 0;
        for (; k <= length - 4 * TSimd.Width; k += 4 * TSimd.Width)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(x + k), TSimd.Load(w + k), s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x + k + TSimd.Width), TSimd.Load(w + k + TSimd.Width), s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(x + k + 2 * TSimd.Width), TSimd.Load(w + k + 2 * TSimd.Width), s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(x + k + 3 * TSimd.Width), TSimd.Load(w + k + 3 * TSimd.Width), s3);
        }

        for (; k <= length - TSimd.Width; k += TSimd.Width)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(x + k), TSimd.Load(w + k), s0);
        }

        if (k < length)
        {
            int rest = (int)(length - k);
            s1 = TSimd.MultiplyAdd(TSimd.LoadFirst(x + k, rest), TSimd.LoadFirst(w + k, rest), s1);
        }

        return TSimd.Sum(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
    }

    /// <summary>A range of the long side, for every element of the thin one.</summary>
    private struct Job : IRangeJob
    {
        public GemmProblem* Problem;

        /// <summary>Whether the long side are the columns of C.</summary>
        public bool AlongColumns;

        public readonly void Run(nint start, nint end)
        {
            ref readonly GemmProblem problem = ref *Problem;
            nint thin = AlongColumns ? problem.M : problem.N;
            for (nint i = 0; i < thin; i++)
            {
                if (AlongColumns)
                {
                    RunLine(problem, problem.A.At(i, 0), problem.B.At(0, start), problem.B.ColumnStride, end - start,
                        problem.C + i * problem.CStride + start, 1, problem.Bias is null ? null : problem.Bias + start, 1);
                }
                else
                {
                    RunLine(problem, problem.B.At(0, i), problem.A.At(start, 0), problem.A.RowStride, end - start,
                        problem.C + start * problem.CStride + i, problem.CStride, problem.Bias is null ? null : problem.Bias + i, 0);
                }
            }

            Activate(problem, start, end);
        }

        private static void RunLine(
            in GemmProblem problem, float* x, float* w, nint wStride, nint count, float* c, nint cStride, float* bias, nint biasStride)
        {
            float* results = stackalloc float[8];
            bool add = problem.Accumulate;
            for (nint k = 0; k == 0 || k < problem.K; k += SliceDepth)
            {
                nint depth = Math.Min(SliceDepth, problem.K - k);
                nint i = 0;
                for (; i <= count - 8; i += 8)
                {
                    Dot8(x + k, w + i * wStride + k, wStride, depth, results);
                    if (cStride == 1 && biasStride == 1)
                    {
                        Vector256<float> sums = Vector256.Load(results);
                        sums = add ? Vector256.Load(c + i) + sums : bias is not null ? sums + Vector256.Load(bias + i) : sums;
                        sums.Store(c + i);
                        continue;
                    }

                    for (int j = 0; j < 8; j++)
                    {
                        Put(c + (i + j) * cStride, results[j], bias + (i + j) * biasStride, bias is not null, add);
                    }
                }

                for (; i < count; i++)
                {
                    Put(c + i * cStride, Dot1(x + k, w + i * wStride + k, depth), bias + i * biasStride, bias is not null, add);
                }

                // Later slices come on top.
                add = true;
                bias = null;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put(float* c, float sum, float* bias, bool hasBias, bool add) =>
            *c = add ? *c + sum : hasBias ? sum + *bias : sum;

        private readonly void Activate(in GemmProblem problem, nint start, nint end)
        {
            if (problem.Activation == Activation.None)
            {
                return;
            }

            ActivationLoop loop = ActivationLoop.Of(problem.Activation);
            float constant = ActivationLoop.DefaultConstant(problem.Activation);
            nint rows = AlongColumns ? problem.M : end, row = AlongColumns ? 0 : start;
            nint column = AlongColumns ? start : 0, columns = AlongColumns ? end - start : problem.N;
            for (; row < rows; row++)
            {
                nint offset = row * problem.CStride + column;
                loop.Apply(problem.C + offset, problem.Activated + offset, columns, constant);
            }
        }
    }
}
