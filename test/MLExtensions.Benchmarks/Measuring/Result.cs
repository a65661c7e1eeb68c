namespace MLExtensions.Benchmarks;

/// <summary>What came out of a workload; times are medians of the rounds, in milliseconds a unit.</summary>
internal sealed record Result
{
    public required string Name { get; init; }

    public required string What { get; init; }

    public required double OursMilliseconds { get; init; }

    public required string OurSettings { get; init; }

    /// <summary>Null where there is no peer.</summary>
    public double? PeerMilliseconds { get; init; }

    public string? PeerSettings { get; init; }

    /// <summary>The median of the rounds' ratios: both sides of one were measured within a second, so it repeats better than the ratio of the medians.</summary>
    public double? Ratio { get; init; }

    public required double Target { get; init; }

    public bool? IsReached => Ratio is { } ratio ? ratio <= Target : null;

    /// <summary>Every round's times: ours, then the peer's.</summary>
    public required IReadOnlyList<double> OurRounds { get; init; }

    public IReadOnlyList<double> PeerRounds { get; init; } = [];

    public required double Operations { get; init; }

    /// <summary>What the operations take at the peak of all processors, or of one where only one thread is allowed.</summary>
    public required double PeakMilliseconds { get; init; }

    /// <summary>Managed memory that a run allocates, in bytes.</summary>
    public required double ManagedBytes { get; init; }

    /// <summary>The most memory that tensors of the run needed at once, without parameters, in bytes.</summary>
    public required long TensorBytes { get; init; }
}
