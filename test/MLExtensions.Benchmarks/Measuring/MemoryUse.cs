using System.Diagnostics;
using System.Globalization;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Benchmarks;

/// <summary>What a workload's tensors need, seen by a process that does nothing else: a pool that served other workloads has memory left from them.</summary>
internal static class MemoryUse
{
    /// <summary>The argument before a workload's name.</summary>
    public const string Argument = "--memory-of";

    /// <summary>All that the pool holds after some runs, in bytes: the most that was in use at once. Parameters, their gradients and the optimiser's state are not of the pool.</summary>
    public static long Measure(Workload workload)
    {
        using Process process = OwnProcess.Start(Argument, workload.Name);
        string? answer = process.StandardOutput.ReadLine();
        process.WaitForExit();
        return long.TryParse(answer, CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new InvalidOperationException($"{workload.Name}: the process that measures memory ended with exit code {process.ExitCode} and said '{answer}'.");
    }

    /// <summary>What that process does.</summary>
    public static int Run(string name)
    {
        Workload workload = AllWorkloads.Get().Single(workload => workload.Name == name);
        using IWorkloadRun run = workload.Prepare(workload.Threads[^1]);
        run.Run();
        run.Run();
        Console.WriteLine(BufferPool.Shared.TotalBytes.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
