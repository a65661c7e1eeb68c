using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace MLExtensions.AutoML;

/// <summary>
/// What the trial that an <see cref="MLContext"/> belongs to tells the networks that are built from that context, and what they tell it. A sweepable network's factory is
/// given the context alone, so the scope hangs on it.
/// </summary>
internal sealed class TrialScope
{
    private static readonly ConditionalWeakTable<MLContext, TrialScope> s_scopes = [];

    /// <summary>Threads that a network may use; null for all.</summary>
    public int? Threads { get; init; }

    /// <summary>Ends the networks' training: cancelled, the trial is given up.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>An existing folder for the networks' checkpoints; null for none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Epochs after which a network pauses, its checkpoint written, though it was to be trained for longer; null for never.</summary>
    public int? PauseAfterEpochs { get; init; }

    /// <summary>Told about each epoch; null for nobody.</summary>
    public Action<TrialEpoch>? Report { get; init; }

    /// <summary>The fold that is being trained, counted from 0; the trial sets it before it builds the fold's pipeline.</summary>
    public int Fold { get; set; }

    /// <summary>Whether a network paused before its own end, so that the trial can go on with more epochs; a network sets it.</summary>
    public bool Paused { get; set; }

    /// <summary>The most epochs that a network of this trial has behind it; a network sets it. 0 where none was trained.</summary>
    public int EpochsDone { get; set; }

    /// <summary>Makes the scope known to what is built from a context.</summary>
    /// <param name="context">The trial's own context.</param>
    /// <param name="scope">The scope.</param>
    public static void Attach(MLContext context, TrialScope scope) => s_scopes.AddOrUpdate(context, scope);

    /// <summary>The scope of a context; null where it belongs to no trial of ours.</summary>
    /// <param name="context">A context.</param>
    public static TrialScope? Of(MLContext context) => s_scopes.TryGetValue(context, out TrialScope? scope) ? scope : null;
}
