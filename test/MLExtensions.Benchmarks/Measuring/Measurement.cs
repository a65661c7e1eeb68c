using System.Diagnostics;

namespace MLExtensions.Benchmarks;

/// <summary>Measures one workload: looks which settings of each side are worth it, then times those in turn.</summary>
internal sealed class Measurement(BenchmarkOptions options, IReadOnlyList<(TorchProcess Process, TorchSettings Settings)> peers, double peakOfOne, double peak)
{
    /// <summary>Settings that were slower than this times the best in the first look are not timed again.</summary>
    private const double WorthTiming = 1.25;
    private const int MostSettings = 3;

    /// <summary>Milliseconds.</summary>
    private const double LongRun = 300;

    /// <summary>A workload that is through with its rounds before so many seconds goes on until then, for so many times as many rounds at most.</summary>
    private const double ShortWorkload = 15;
    private const int MostTimesRounds = 3;

    /// <summary>Milliseconds before a turn: OpenBLAS' threads wait in a loop for some 30 after their last product, and would take a core from the next side.</summary>
    private const int Pause = 40;

    public Result Run(Workload workload)
    {
        List<(OurSide Side, IWorkloadRun Run)> ours = [];
        try
        {
            foreach (int threads in workload.Threads)
            {
                IWorkloadRun run = workload.Prepare(threads);
                ours.Add((new OurSide(run, threads, workload.NeighbourIsBusy), run));
            }

            double milliseconds = ours.Max(pair => WarmUp(pair.Run));
            double managed = ours.Max(pair => ManagedBytes(pair.Run, milliseconds));
            List<ISide> peerSides = PeerSides(workload, ours);
            ISide[] ourBest = Best([.. ours.Select(pair => (ISide)pair.Side)]), peerBest = Best(peerSides);
            double[][] times = Rounds([.. ourBest, .. peerBest]);
            int our = Fastest(times, 0, ourBest.Length), peer = Fastest(times, ourBest.Length, times.Length);
            return new Result
            {
                Name = workload.Name,
                What = workload.What,
                Target = workload.Target,
                Ratio = peer < 0 ? null : Median([.. times[our].Zip(times[peer], (ours, peers) => ours / peers)]),
                OursMilliseconds = Median(times[our]),
                OurSettings = ourBest[our].Settings,
                OurRounds = times[our],
                PeerMilliseconds = peer < 0 ? null : Median(times[peer]),
                PeerSettings = peer < 0 ? null : peerBest[peer - ourBest.Length].Settings,
                PeerRounds = peer < 0 ? [] : times[peer],
                Operations = workload.Operations,
                PeakMilliseconds = 1000 * workload.Operations / (workload.Threads.Max() == 1 ? peakOfOne : peak),
                ManagedBytes = managed,
                TensorBytes = MemoryUse.Measure(workload),
            };
        }
        finally
        {
            ours.ForEach(pair => pair.Run.Dispose());
        }
    }

    private List<ISide> PeerSides(Workload workload, List<(OurSide Side, IWorkloadRun Run)> ours)
    {
        if (workload.NeighbourIsBusy)
        {
            return [new OurSide(ours[0].Run, 1, neighbourIsBusy: false)];
        }

        return
        [
            .. from peer in peers
               where workload.PeerThreads is not { } threads || (peer.Settings.Threads == threads && peer.Settings.BlasThreads == threads)
               select new TorchSide(peer.Process, peer.Settings, workload, ours[0].Run.ParameterCount),
        ];
    }

    private ISide[] Best(IReadOnlyList<ISide> sides)
    {
        if (sides.Count < 2)
        {
            return [.. sides];
        }

        var looks = sides.Select(side => (Side: side, Time: Look(side))).OrderBy(look => look.Time).ToList();
        return [.. looks.Where(look => look.Time <= WorthTiming * looks[0].Time).Take(MostSettings).Select(look => look.Side)];
    }

    /// <summary>A round, and another one unless it was long: the first makes what is to be made.</summary>
    private double Look(ISide side)
    {
        Thread.Sleep(Pause);
        var watch = Stopwatch.StartNew();
        double first = side.Round(options.Seconds, 0);
        return watch.Elapsed.TotalSeconds > 1 ? first : Math.Min(first, side.Round(options.Seconds, Environment.ProcessorCount - 1));
    }

    /// <summary>
    /// All sides in turn, so that what slows the machine for a while slows all, and each round on the next processor, as one may be slower than the other for
    /// long; more rounds than asked for where they are short.
    /// </summary>
    private double[][] Rounds(ISide[] sides)
    {
        List<double>[] times = [.. sides.Select(_ => new List<double>())];
        var watch = Stopwatch.StartNew();
        for (int round = 0; round < options.Rounds || (round < MostTimesRounds * options.Rounds && watch.Elapsed.TotalSeconds < ShortWorkload); round++)
        {
            for (int i = 0; i < sides.Length; i++)
            {
                Thread.Sleep(Pause);
                times[i].Add(sides[i].Round(options.Seconds, round % Environment.ProcessorCount));
            }
        }

        return [.. times.Select(side => side.ToArray())];
    }

    private static int Fastest(double[][] times, int first, int end) => first == end ? -1 : Enumerable.Range(first, end - first).MinBy(i => Median(times[i]));

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>
    /// Until the compiler is done. It compiles a method again in the background some time after its thirtieth call, first to watch what it does and then for
    /// good; a run that takes long calls its methods often enough by itself.
    /// </summary>
    private static double WarmUp(IWorkloadRun run)
    {
        var watch = Stopwatch.StartNew();
        run.Run();
        run.Run();
        double milliseconds = watch.Elapsed.TotalMilliseconds / 2;
        for (int phase = 0; phase < 3 && milliseconds < LongRun; phase++)
        {
            watch.Restart();
            for (int i = 0; i < 35; i++)
            {
                run.Run();
            }

            milliseconds = watch.Elapsed.TotalMilliseconds / 35;
            Thread.Sleep(200);
        }

        return milliseconds;
    }

    private static double ManagedBytes(IWorkloadRun run, double milliseconds)
    {
        int runs = Math.Clamp((int)(200 / milliseconds), 1, 1000);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < runs; i++)
        {
            run.Run();
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / runs;
    }
}
