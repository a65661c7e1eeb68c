using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        int lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        operations = 2.0 * lanes * Accumulators * Steps * threads;
        return seconds.Max();
    }

    private static float Work() => Vector512.IsHardwareAccelerated ? Work512() : Vector256.IsHardwareAccelerated ? Work256() : Work128();

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Work512()
    {
        Vector512<float> x = Vector512.Create(0.5f), y = Vector512.Create(0.25f);
        Vector512<float> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x, a12 = x, a13 = x, a14 = x, a15 = x;
        for (long i = 0; i < Steps; i++)
        {
            a0 = Vector512.FusedMultiplyAdd(x, a0, y);
            a1 = Vector512.FusedMultiplyAdd(x, a1, y);
            a2 = Vector512.FusedMultiplyAdd(x, a2, y);
            a3 = Vector512.FusedMultiplyAdd(x, a3, y);
            a4 = Vector512.FusedMultiplyAdd(x, a4, y);
            a5 = Vector512.FusedMultiplyAdd(x, a5, y);
            a6 = Vector512.FusedMultiplyAdd(x, a6, y);
            a7 = Vector512.FusedMultiplyAdd(x, a7, y);
            a8 = Vector512.FusedMultiplyAdd(x, a8, y);
            a9 = Vector512.FusedMultiplyAdd(x, a9, y);
            a10 = Vector512.FusedMultiplyAdd(x, a10, y);
            a11 = Vector512.FusedMultiplyAdd(x, a11, y);
            a12 = Vector512.FusedMultiplyAdd(x, a12, y);
            a13 = Vector512.FusedMultiplyAdd(x, a13, y);
            a14 = Vector512.FusedMultiplyAdd(x, a14, y);
            a15 = Vector512.FusedMultiplyAdd(x, a15, y);
        }

        return Vector512.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Work256()
    {
        Vector256<float> x = Vector256.Create(0.5f), y = Vector256.Create(0.25f);
        Vector256<float> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x, a12 = x, a13 = x, a14 = x, a15 = x;
        for (long i = 0; i < Steps; i++)
        {
            a0 = Vector256.FusedMultiplyAdd(x, a0, y);
            a1 = Vector256.FusedMultiplyAdd(x, a1, y);
            a2 = Vector256.FusedMultiplyAdd(x, a2, y);
            a3 = Vector256.FusedMultiplyAdd(x, a3, y);
            a4 = Vector256.FusedMultiplyAdd(x, a4, y);
            a5 = Vector256.FusedMultiplyAdd(x, a5, y);
            a6 = Vector256.FusedMultiplyAdd(x, a6, y);
            a7 = Vector256.FusedMultiplyAdd(x, a7, y);
            a8 = Vector256.FusedMultiplyAdd(x, a8, y);
            a9 = Vector256.FusedMultiplyAdd(x, a9, y);
            a10 = Vector256.FusedMultiplyAdd(x, a10, y);
            a11 = Vector256.FusedMultiplyAdd(x, a11, y);
            a12 = Vector256.FusedMultiplyAdd(x, a12, y);
            a13 = Vector256.FusedMultiplyAdd(x, a13, y);
            a14 = Vector256.FusedMultiplyAdd(x, a14, y);
            a15 = Vector256.FusedMultiplyAdd(x, a15, y);
        }

        return Vector256.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Work128()
    {
        Vector128<float> x = Vector128.Create(0.5f), y = Vector128.Create(0.25f);
        Vector128<float> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x, a12 = x, a13 = x, a14 = x, a15 = x;
        for (long i = 0; i < Steps; i++)
        {
            a0 = Vector128.FusedMultiplyAdd(x, a0, y);
            a1 = Vector128.FusedMultiplyAdd(x, a1, y);
            a2 = Vector128.FusedMultiplyAdd(x, a2, y);
            a3 = Vector128.FusedMultiplyAdd(x, a3, y);
            a4 = Vector128.FusedMultiplyAdd(x, a4, y);
            a5 = Vector128.FusedMultiplyAdd(x, a5, y);
            a6 = Vector128.FusedMultiplyAdd(x, a6, y);
            a7 = Vector128.FusedMultiplyAdd(x, a7, y);
            a8 = Vector128.FusedMultiplyAdd(x, a8, y);
            a9 = Vector128.FusedMultiplyAdd(x, a9, y);
            a10 = Vector128.FusedMultiplyAdd(x, a10, y);
            a11 = Vector128.FusedMultiplyAdd(x, a11, y);
            a12 = Vector128.FusedMultiplyAdd(x, a12, y);
            a13 = Vector128.FusedMultiplyAdd(x, a13, y);
            a14 = Vector128.FusedMultiplyAdd(x, a14, y);
            a15 = Vector128.FusedMultiplyAdd(x, a15, y);
        }

        return Vector128.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15);
    }
}
