namespace MLExtensions.Benchmarks;

/// <summary>PyTorch with some settings.</summary>
internal sealed class TorchSide(TorchProcess process, TorchSettings settings, Workload workload, long parameters) : ISide
{
    public string Settings => settings.ToString();

    public double Round(double seconds, int processor)
    {
        (double milliseconds, long peerParameters) = process.Run(workload.PeerName, seconds, settings is { Threads: 1, BlasThreads: 1 } ? processor : -1);
        return peerParameters == parameters
            ? milliseconds
            : throw new InvalidOperationException($"{workload.Name}: ours has {parameters} parameters, the peer's {peerParameters}; they are not the same network.");
    }
}
