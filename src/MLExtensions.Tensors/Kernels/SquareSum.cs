using System.Numerics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The sum of squares of a tensor, in double precision: neither large nor many small elements are lost.</summary>
internal static unsafe class SquareSum
{
    public static double Run(Tensor tensor, int degree)
    {
        nint length = tensor.Length;
        int chunks = (int)((length + Elementwise.Grain - 1) / Elementwise.Grain);
        using var sums = new Scratch(2 * chunks);
        var job = new Job { Source = tensor.Floats, Sums = sums.Doubles };
        WorkerCrew.Shared.Run(ref job, length, Elementwise.Grain, degree);
        double sum = 0;
        for (int i = 0; i < chunks; i++)
        {
            sum += sums.Doubles[i];
        }

        return sum;
    }

    private struct Job : IRangeJob
    {
        public float* Source;
        public double* Sums;

        public readonly void Run(nint start, nint end)
        {
            Vector<double> low = Vector<double>.Zero, high = Vector<double>.Zero;
            nint i = start;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(Source + i), out Vector<double> first, out Vector<double> second);
                low += first * first;
                high += second * second;
            }

            double sum = Vector.Sum(low + high);
            for (; i < end; i++)
            {
                sum += (double)Source[i] * Source[i];
            }

            Sums[start / Elementwise.Grain] = sum;
        }
    }
}
