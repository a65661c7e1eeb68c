using System.Runtime.Intrinsics;

namespace MLExtensions.Tensors.Internals;

/// <summary>A job for the longest vectors that this machine computes with.</summary>
internal struct VectorRange<TJob> : IRangeJob
    where TJob : unmanaged, IVectorJob
{
    private TJob _job;

    /// <summary>Runs a job in chunks, as <see cref="WorkerCrew.Run"/> does.</summary>
    public static void Run(in TJob job, nint length, nint grain, int degree)
    {
        var range = new VectorRange<TJob> { _job = job };
        WorkerCrew.Shared.Run(ref range, length, grain, degree);
    }

    public void Run(nint start, nint end)
    {
        if (SimdLength.Is512)
        {
            _job.Run<Simd512, Vector512<float>>(start, end);
        }
        else if (SimdLength.Is256)
        {
            _job.Run<Simd256, Vector256<float>>(start, end);
        }
        else
        {
            _job.Run<Simd128, Vector128<float>>(start, end);
        }
    }
}
