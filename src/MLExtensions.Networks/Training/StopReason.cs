namespace MLExtensions.Networks;

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs asked for were run.</summary>
    Completed,

    /// <summary>The validation loss stopped improving (<see cref="EarlyStopping"/>).</summary>
    EarlyStopped,

    /// <summary>The cancellation token was cancelled after at least one epoch; the best weights so far are kept.</summary>
    Cancelled,

    /// <summary>
    /// The loss or the weights stopped being finite, or the loss left all bounds (<see cref="DivergenceGuard"/>), after at least one epoch; the last good
    /// weights are kept.
    /// </summary>
    Diverged,

    /// <summary>The run is to go on from its checkpoint later (<see cref="CheckpointOptions.PauseAfterEpochs"/>); the best weights so far are kept.</summary>
    Paused,
}
