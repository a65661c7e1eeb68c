using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Benchmarks;

/// <summary>How many floating-point operations a second the machine's fused multiply-adds give when nothing else is in the way.</summary>
internal static class MachinePeak
{
    private const long Steps = 1_000_000;
    private const int Accumulators = 16;

    /// <summary>Operations a second of so many threads: the best of several tries.</summary>
    public static double Measure(int threads)
    {
        double best = 0;
        for (int i = 0; i < 15; i++)
        {
            double seconds = Time(threads, out double operations);
            best = Math.Max(best, operations / seconds);
        }

        return best;
    }

    private static double Time(int threads, out double operations)
    {
        using var barrier = new Barrier(threads);
        double[] seconds = new double[threads];
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            barrier.SignalAndWait();
            var watch = Stopwatch.StartNew();
            Work();
            seconds[i] = watch.Elapsed.TotalSeconds;
        }))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        int lanes = SimdLength.Is512 ? 16 : SimdLength.Is256 ? 8 : 4;
        operations = 2.0 * lanes * Accumulators * Steps * threads;
        return seconds.Max();
    }

    private static float Work() => SimdLength.Is512 ? Work<Simd512, Vector512<float>>() : SimdLength.Is256 ? Work<Simd256, Vector256<float>>() : Work<Simd128, Vector128<float>>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Work<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector x = TSimd.Create(0.5f), y = TSimd.Create(0.25f);
        TVector a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x, a12 = x, a13 = x, a14 = x, a15 = x;
        for (long i = 0; i < Steps; i++)
        {
            a0 = TSimd.MultiplyAdd(x, a0, y);
            a1 = TSimd.MultiplyAdd(x, a1, y);
            a2 = TSimd.MultiplyAdd(x, a2, y);
            a3 = TSimd.MultiplyAdd(x, a3, y);
            a4 = TSimd.MultiplyAdd(x, a4, y);
            a5 = TSimd.MultiplyAdd(x, a5, y);
            a6 = TSimd.MultiplyAdd(x, a6, y);
            a7 = TSimd.MultiplyAdd(x, a7, y);
            a8 = TSimd.MultiplyAdd(x, a8, y);
            a9 = TSimd.MultiplyAdd(x, a9, y);
            a10 = TSimd.MultiplyAdd(x, a10, y);
            a11 = TSimd.MultiplyAdd(x, a11, y);
            a12 = TSimd.MultiplyAdd(x, a12, y);
            a13 = TSimd.MultiplyAdd(x, a13, y);
            a14 = TSimd.MultiplyAdd(x, a14, y);
            a15 = TSimd.MultiplyAdd(x, a15, y);
        }

        // All of them are used, or the compiler would leave some out.
        return TSimd.Sum(Add(Add(a0, a1, a2, a3), Add(a4, a5, a6, a7), Add(a8, a9, a10, a11), Add(a12, a13, a14, a15)));

        static TVector Add(TVector a, TVector b, TVector c, TVector d) => TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d));
    }
}
