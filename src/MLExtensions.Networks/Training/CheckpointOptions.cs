using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>Where and how often a run is saved, so that it can go on after it was interrupted.</summary>
/// <remarks>
/// A checkpoint is one file, replaced at once: a process that is killed while it writes leaves the older one whole. A run that resumes gives the same bits as
/// one that was never interrupted, on the same kind of machine.
/// <para>
/// A run resumes from the file only where it is the same run: network, data, seed and all options that change the numbers must be as they were, else the run
/// ends with an error before anything is trained or overwritten. <see cref="TrainingOptions.Epochs"/>, <see cref="TrainingOptions.EarlyStopping"/>, <see cref="TrainingOptions.DivergenceGuard"/> and what does
/// not change the numbers may differ; with more epochs, a <see cref="TrainingOptions.Schedule"/> that lasts for the whole run goes on as part of the longer one. The weights that the network starts with do not matter: those of the checkpoint take their place. A file that is damaged
/// is an error too; it is never overwritten.
/// </para>
/// <para>
/// When the run ends the file stays. To resume a completed run gives its result at once, or goes on where more epochs are asked for. A run that is cancelled
/// writes a last checkpoint, unless gradients of several batches are just being added up; one that diverges does not.
/// </para>
/// <para>
/// A folder that is missing or cannot be written is an error before training starts. If a checkpoint cannot be written later (the disk is full), that is logged
/// and training goes on; the older file stays.
/// </para>
/// One file is for one run at a time.
/// </remarks>
/// <example>
/// <code>
/// var options = new TrainingOptions { Epochs = 100, Checkpoint = new CheckpointOptions { Path = "run.checkpoint" } };
/// </code>
/// </example>
public sealed record CheckpointOptions
{
    /// <summary>The file, such as "run.checkpoint"; its folder must exist. A temporary file ("run.checkpoint.xxxxxxxx.tmp") is made beside it while it is written.</summary>
    public required string Path { get; init; }

    /// <summary>Epochs from one checkpoint to the next. Default 1; at least 1. The run's end is always saved.</summary>
    [Range(1, int.MaxValue)]
    public int EveryEpochs { get; init; } = 1;

    /// <summary>Batches from one checkpoint to the next, also within an epoch; null, the default, for none within an epoch. At least 1.</summary>
    [Range(1, int.MaxValue)]
    public int? EveryBatches { get; init; }

    /// <summary>Whether a run goes on from the file if it is there. Default true. False begins anew and replaces the file at the first checkpoint.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>
    /// Epochs after which the run pauses: it writes its checkpoint and ends with the best weights so far and <see cref="StopReason.Paused"/>. The next run, with a larger number here, goes on to the same
    /// bits as one that never paused, as <see cref="TrainingOptions.Epochs"/> and so all schedules stay those of the whole run. One that has so many epochs behind it already ends at once. Null, the
    /// default, for never; at least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? PauseAfterEpochs { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            throw new ArgumentException($"Checkpoint.Path is empty; expected the path of a file, such as \"run.checkpoint\".", nameof(Path));
        }

        OptionRanges.Check(this);
    }
}
