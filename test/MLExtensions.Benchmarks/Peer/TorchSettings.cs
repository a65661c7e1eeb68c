using System.Runtime.Intrinsics;

namespace MLExtensions.Benchmarks;

/// <summary>One way to run PyTorch. Each needs a process of its own: BLAS reads its settings when it is loaded.</summary>
internal sealed record TorchSettings
{
    private const string Libraries = "/usr/lib/x86_64-linux-gnu";

    /// <summary>pthread or openmp: which build of OpenBLAS.</summary>
    public required string Blas { get; init; }

    /// <summary>torch.set_num_threads.</summary>
    public required int Threads { get; init; }

    /// <summary>OPENBLAS_NUM_THREADS or OMP_NUM_THREADS, which torch.set_num_threads does not bind.</summary>
    public required int BlasThreads { get; init; }

    /// <summary>Those that this machine has.</summary>
    public static IReadOnlyList<TorchSettings> All()
    {
        int[] threads = System.Environment.ProcessorCount == 1 ? [1] : [1, 2];
        return
        [
            .. from blas in new[] { "pthread", "openmp" }
               where Directory.Exists(Folder(blas))
               from torchThreads in threads
               from blasThreads in threads
               select new TorchSettings { Blas = blas, Threads = torchThreads, BlasThreads = blasThreads },
        ];
    }

    /// <summary>The environment of such a process.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment()
    {
        yield return new("LD_LIBRARY_PATH", Folder(Blas));
        yield return new("OPENBLAS_NUM_THREADS", $"{BlasThreads}");
        yield return new("OMP_NUM_THREADS", $"{BlasThreads}");

        // OpenBLAS 0.3.21 takes processors that came after it for ones of twenty years ago, at a fifth of the speed. The best of its settings is meant.
        if (Vector512.IsHardwareAccelerated)
        {
            yield return new("OPENBLAS_CORETYPE", "SkylakeX");
        }
    }

    public override string ToString() => $"torch {Threads}, {Blas} {BlasThreads}";

    private static string Folder(string blas) => Path.Combine(Libraries, $"openblas-{blas}");
}
