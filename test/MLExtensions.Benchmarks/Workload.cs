namespace MLExtensions.Benchmarks;

/// <summary>Something that both sides do and that is timed.</summary>
internal abstract class Workload
{
    /// <summary>The name, as in <c>--filter</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a line.</summary>
    public required string What { get; init; }

    /// <summary>The ratio of times, ours over the peer's, that is to be reached.</summary>
    public required double Target { get; init; }

    /// <summary>Floating-point operations of one unit that the mathematics asks for: matrix products and convolutions, a multiplication and an addition being two.</summary>
    public abstract double Operations { get; }

    /// <summary>What the peer is asked for.</summary>
    public virtual string PeerName => Name;

    /// <summary>The numbers of threads that we are tried with.</summary>
    public virtual IReadOnlyList<int> Threads => Environment.ProcessorCount == 1 ? [1] : [1, 2];

    /// <summary>The peer's number of threads where it is not free.</summary>
    public virtual int? PeerThreads => null;

    /// <summary>Whether it runs while another process keeps a core busy; the peer is then this workload itself, with one thread and without the other process.</summary>
    public virtual bool NeighbourIsBusy => false;

    /// <summary>Why it cannot run here; null where it can.</summary>
    public virtual string? Obstacle => null;

    /// <summary>Makes everything that is not timed.</summary>
    /// <param name="threads">How many threads may be used.</param>
    public abstract IWorkloadRun Prepare(int threads);
}
