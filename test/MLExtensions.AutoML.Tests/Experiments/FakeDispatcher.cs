using MLExtensions.AutoML;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>Answers as it is told to, after a random moment, so that reports come in another order each time.</summary>
internal sealed class FakeDispatcher(Func<TrialRequest, TrialReport> answer) : ITrialDispatcher
{
    private readonly Lock _lock = new();
    private readonly List<TrialRequest> _requests = [];
    private int _running;

    public IReadOnlyList<TrialRequest> Requests => _requests;

    /// <summary>The most trials that ran at once.</summary>
    public int MostRunning { get; private set; }

    public async Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _requests.Add(request);
            MostRunning = Math.Max(MostRunning, ++_running);
        }

        await Task.Delay(Random.Shared.Next(4), CancellationToken.None);
        try
        {
            return answer(request);
        }
        finally
        {
            lock (_lock)
            {
                _running--;
            }
        }
    }

    /// <summary>A report with a metric.</summary>
    public static TrialReport Measured(TrialRequest request, double metric, bool canContinue = false, int? epochs = null) => new()
    {
        TrialId = request.TrialId,
        Rung = request.Rung,
        Status = TrialStatus.Completed,
        CanContinue = canContinue,
        Metric = metric,
        FoldMetrics = [metric, metric],
        Epochs = epochs,
        Seconds = Random.Shared.NextDouble(),
    };

    /// <summary>A report of a failure.</summary>
    public static TrialReport Failed(TrialRequest request, TrialStatus status = TrialStatus.Failed) =>
        TrialReport.Without(request, status, "It was told to.", DateTime.UtcNow, 0.1, []);

    /// <summary>
    /// A network of 20 epochs whose accuracy grows with X and with its epochs; of an X below 0.2 a trial without epochs; of one above 0.9 it fails in its second rung.
    /// </summary>
    public static TrialReport Network(TrialRequest request)
    {
        double x = FakeTrial.XOf(request.Parameter);
        if (x < 0.2)
        {
            return Measured(request, 0.5 + x);
        }

        if (x > 0.9 && request.Rung > 0)
        {
            return Failed(request);
        }

        int epochs = Math.Min(20, request.Epochs ?? 20);
        return Measured(request, x * epochs / 20, canContinue: epochs < 20, epochs);
    }
}
