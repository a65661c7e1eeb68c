namespace MLExtensions.Benchmarks;

/// <summary>A workload that is ready to run, again and again.</summary>
internal interface IWorkloadRun : IDisposable
{
    /// <summary>Weights and biases, to be compared with the peer's; 0 where there are none.</summary>
    long ParameterCount { get; }

    /// <summary>How many units of time one run counts for, e.g. the epochs of a fit.</summary>
    int Units => 1;

    /// <summary>What is timed.</summary>
    void Run();
}
