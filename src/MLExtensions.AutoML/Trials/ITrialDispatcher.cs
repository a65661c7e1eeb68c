namespace MLExtensions.AutoML;

/// <summary>Runs trials somewhere: on threads of this process, in worker processes, or on other machines.</summary>
/// <remarks>
/// Where it is <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> the search disposes it at its end. The search itself gives up trials that take too long:
/// it cancels the token, and does not wait for long.
/// </remarks>
public interface ITrialDispatcher
{
    /// <summary>Runs a trial, or a part of it. Called from one thread, again before earlier tasks are completed; it returns at once.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="progress">Told about epochs, from any thread.</param>
    /// <param name="cancellationToken">Cancelled, the trial is given up: the task then completes soon, with <see cref="TrialStatus.Cancelled"/> or what became of it meanwhile.</param>
    /// <returns>What became of it. A trial that fails is no failed task: its report says why.</returns>
    Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken);
}
