namespace Microsoft.ML.AutoML;

/// <summary>When an experiment is over: cancelled, its time up, its trials run, or one of them cancelled, which ends the others too, as in ML.NET.</summary>
internal sealed class ExperimentEnd : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly List<CancellationTokenSource> _trials = [];
    private readonly int _most;
    private int _count;

    public ExperimentEnd(CancellationToken cancellation, uint? seconds, int? trials)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _most = trials ?? int.MaxValue;
        if (seconds is uint time)
        {
            _cancellation.CancelAfter(TimeSpan.FromSeconds(time));
        }
    }

    public bool IsReached => _count >= _most || _cancellation.IsCancellationRequested || _trials.Any(trial => trial.IsCancellationRequested);

    public CancellationTokenSource StartTrial()
    {
        var trial = CancellationTokenSource.CreateLinkedTokenSource(_cancellation.Token);
        _trials.Add(trial);
        return trial;
    }

    public void CountTrial() => _count++;

    public void Dispose()
    {
        _trials.ForEach(trial => trial.Dispose());
        _cancellation.Dispose();
    }
}
