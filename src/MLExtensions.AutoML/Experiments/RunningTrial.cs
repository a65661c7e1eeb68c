using System.Diagnostics;

namespace MLExtensions.AutoML;

/// <summary>A trial that was given to the dispatcher and has not come back.</summary>
internal sealed class RunningTrial : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _givenUpAt;

    public RunningTrial(SearchTrial trial, TrialRequest request)
    {
        Trial = trial;
        Request = request;
        Token = _cancellation.Token;
    }

    public SearchTrial Trial { get; }

    public TrialRequest Request { get; }

    public LearningCurve Curve { get; } = new();

    public DateTime StartedAtUtc { get; } = DateTime.UtcNow;

    public CancellationToken Token { get; }

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Why it was given up; null where it was not.</summary>
    public GiveUp? GivenUp { get; private set; }

    /// <summary>How long ago it was given up.</summary>
    public TimeSpan SinceGivenUp => _clock.Elapsed - _givenUpAt;

    public void Cancel(GiveUp cause)
    {
        if (GivenUp is not null)
        {
            return;
        }

        GivenUp = cause;
        _givenUpAt = _clock.Elapsed;
        try
        {
            _cancellation.Cancel();
        }
        catch (AggregateException)
        {
            // Who listens to the token failed; the trial is given up all the same.
        }
    }

    /// <summary>The report of a trial that gave none of its own.</summary>
    public TrialReport Without(TrialStatus status, string reason) => TrialReport.Without(Request, status, reason, StartedAtUtc, Elapsed.TotalSeconds, Curve.ToList());

    public void Dispose() => _cancellation.Dispose();
}
