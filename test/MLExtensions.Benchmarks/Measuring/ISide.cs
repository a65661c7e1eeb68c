namespace MLExtensions.Benchmarks;

/// <summary>One way to do a workload: ours with so many threads, or the peer with some settings.</summary>
internal interface ISide
{
    /// <summary>The settings, for people.</summary>
    string Settings { get; }

    /// <summary>Runs for about so many seconds, once at least.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="processor">Where to begin, if this side has one thread; it may be moved later.</param>
    /// <returns>Milliseconds a unit.</returns>
    double Round(double seconds, int processor);
}
