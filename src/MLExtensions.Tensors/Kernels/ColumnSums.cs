using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The sum of a matrix's rows: the gradient of a bias.</summary>
internal static unsafe class ColumnSums
{
    /// <summary>Rows are added up in blocks, and these in blocks of as many again, so that small terms of a long sum survive.</summary>
    private const nint BlockRows = 128;

    /// <summary>target[j] = sum over i of source[i * columns + j], or added to target.</summary>
    public static void Run(float* source, nint rows, nint columns, float* target, bool accumulate, int degree)
    {
        var job = new Job { Source = source, Rows = rows, Columns = columns, Target = target, Accumulate = accumulate };
        VectorRange<Job>.Run(job, columns, 64, rows * columns < 2 * Elementwise.Grain ? 1 : degree);
    }

    private struct Job : IVectorJob
    {
        public float* Source;
        public nint Rows, Columns;
        public float* Target;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            int width = TSimd.Width;
            nint j = start;
            for (; j <= end - 4 * width; j += 4 * width)
            {
                TVector u0 = TSimd.Zero, u1 = TSimd.Zero, u2 = TSimd.Zero, u3 = TSimd.Zero;
                for (nint i = 0; i < Rows;)
                {
                    TVector t0 = TSimd.Zero, t1 = TSimd.Zero, t2 = TSimd.Zero, t3 = TSimd.Zero;
                    for (nint blocksEnd = Math.Min(i + BlockRows * BlockRows, Rows); i < blocksEnd;)
                    {
                        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
                        float* source = Source + i * Columns + j;
                        for (nint blockEnd = Math.Min(i + BlockRows, Rows); i < blockEnd; i++)
                        {
                            s0 = TSimd.Add(s0, TSimd.Load(source));
                            s1 = TSimd.Add(s1, TSimd.Load(source + width));
                            s2 = TSimd.Add(s2, TSimd.Load(source + 2 * width));
                            s3 = TSimd.Add(s3, TSimd.Load(source + 3 * width));
                            source += Columns;
                        }

                        t0 = TSimd.Add(t0, s0);
                        t1 = TSimd.Add(t1, s1);
                        t2 = TSimd.Add(t2, s2);
                        t3 = TSimd.Add(t3, s3);
                    }

                    u0 = TSimd.Add(u0, t0);
                    u1 = TSimd.Add(u1, t1);
                    u2 = TSimd.Add(u2, t2);
                    u3 = TSimd.Add(u3, t3);
                }

                Lanes<TSimd, TVector>.Put(u0, Target + j, width, Accumulate);
                Lanes<TSimd, TVector>.Put(u1, Target + j + width, width, Accumulate);
                Lanes<TSimd, TVector>.Put(u2, Target + j + 2 * width, width, Accumulate);
                Lanes<TSimd, TVector>.Put(u3, Target + j + 3 * width, width, Accumulate);
            }

            for (; j < end; j += width)
            {
                int count = (int)Math.Min(width, end - j);
                TVector total = TSimd.Zero;
                for (nint i = 0; i < Rows;)
                {
                    TVector blocks = TSimd.Zero;
                    for (nint blocksEnd = Math.Min(i + BlockRows * BlockRows, Rows); i < blocksEnd;)
                    {
                        TVector sum = TSimd.Zero;
                        for (nint blockEnd = Math.Min(i + BlockRows, Rows); i < blockEnd; i++)
                        {
                            // Past the columns come the next row's, or the room at the end; they are not written.
                            sum = TSimd.Add(sum, TSimd.Load(Source + i * Columns + j));
                        }

                        blocks = TSimd.Add(blocks, sum);
                    }

                    total = TSimd.Add(total, blocks);
                }

                Lanes<TSimd, TVector>.Put(total, Target + j, count, Accumulate);
            }
        }
    }
}
