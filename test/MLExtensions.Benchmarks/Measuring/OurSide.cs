using System.Diagnostics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Benchmarks;

/// <summary>Ours with so many threads, beside a busy neighbour where one is asked for.</summary>
internal sealed class OurSide(IWorkloadRun run, int threads, bool neighbourIsBusy) : ISide
{
    /// <summary>Seconds; what runs for longer is warm soon after it begins.</summary>
    private const double LongRun = 0.3;
    private const double WarmUp = 0.1;

    /// <summary>A round has at least so many runs, unless they take longer than so many seconds.</summary>
    private const int LeastRuns = 3;
    private const double LongRound = 0.5;

    private double _last;

    public string Settings { get; } = $"{threads} thread{(threads == 1 ? "" : "s")}{(neighbourIsBusy ? ", busy neighbour" : "")}";

    public double Round(double seconds, int processor)
    {
        if (threads == 1)
        {
            bool[] others = new bool[Processors.Most];
            Array.Fill(others, true);
            others[processor] = false;
            Processors.Leave(others);
        }

        using BusyNeighbour? neighbour = neighbourIsBusy ? new BusyNeighbour() : null;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 5 && watch.Elapsed.TotalSeconds < WarmUp && _last < LongRun; i++)
        {
            run.Run();
        }

        watch.Restart();
        long runs = 0;
        do
        {
            // Reading the clock costs as much as a small workload's tenth, so not after each.
            for (int i = runs < 64 ? 1 : 16; i > 0; i--)
            {
                run.Run();
                runs++;
            }
        }
        while (watch.Elapsed.TotalSeconds < seconds || (runs < LeastRuns && watch.Elapsed.TotalSeconds < LongRound));

        _last = watch.Elapsed.TotalSeconds / runs;
        return 1000 * _last / run.Units;
    }
}
