namespace MLExtensions.Benchmarks;

/// <summary>Another workload while a core is busy.</summary>
internal sealed class BusyWorkload : Workload
{
    /// <summary>What runs.</summary>
    public required Workload Work { get; init; }

    public override double Operations => Work.Operations;

    public override bool NeighbourIsBusy => true;

    public override string? Obstacle => Environment.ProcessorCount == 1 ? "there is one processor" : null;

    public override IWorkloadRun Prepare(int threads) => Work.Prepare(threads);
}
