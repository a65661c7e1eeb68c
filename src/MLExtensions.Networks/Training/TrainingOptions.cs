using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>How often training goes over all rows, at most. Default 50; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int Epochs { get; init; } = 50;

    /// <summary>Rows a step. Default 32; at least 1. More than there are rows is taken as all rows, and logged.</summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The size of a step, which <see cref="Schedule"/> may change as training goes on. Default 0.001, which suits <see cref="Adam"/>; more than 0, at
    /// most 1,000,000.
    /// </summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>How strongly weights are pulled towards zero. Default 0; 0 to 1. With <see cref="AdamW"/> 0.01 is usual.</summary>
    [Range(0.0, 1.0)]
    public float WeightDecay { get; init; }

    /// <summary>The update rule. Default <see cref="Adam"/>.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How the learning rate changes during training; null, the default, keeps it.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>Bounds the gradients of a step; null, the default, for none.</summary>
    public GradientClipping? GradientClipping { get; init; }

    /// <summary>
    /// Batches whose gradients make one step together. Default 1; at least 1. A step of k batches is that of one batch of all their rows, up to rounding,
    /// with the memory of a small one; but layers that look at the batch as a whole, such as batch normalisation, still see the small ones. An epoch's
    /// last step may have fewer.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Measures and keeps a moving average of the weights; null, the default, for the weights themselves.</summary>
    public MovingAverage? MovingAverage { get; init; }

    /// <summary>Ends a run whose loss has left all bounds; null for never, while it is finite. Default: 10,000 times the first batch's loss.</summary>
    public DivergenceGuard? DivergenceGuard { get; init; } = new();

    /// <summary>When to end before <see cref="Epochs"/>; null for never. Default: after 10 epochs without a lower validation loss. Without validation data it does nothing.</summary>
    public EarlyStopping? EarlyStopping { get; init; } = new();

    /// <summary>The seed of shuffling and dropout. Default 0. The same seed and data give the same weights, bit for bit, whatever <see cref="MaxDegreeOfParallelism"/> is.</summary>
    public int Seed { get; init; }

    /// <summary>Threads to use, at least 1; null, the default, for as many as the machine has cores.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxDegreeOfParallelism { get; init; }

    /// <summary>Where and how often the run is saved, so that it can go on after it was interrupted. Default null: it is not.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>Told about every completed epoch. Default null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>
    /// Asked between batches. Cancelled before the first epoch ends, training throws <see cref="OperationCanceledException"/>;
    /// later it ends with the best weights so far and <see cref="StopReason.Cancelled"/>. With <see cref="Checkpoint"/> the run is saved first.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Takes lines of news, such as that the batch size was clamped. Default null.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        OptionRanges.Check(this);
        ArgumentNullException.ThrowIfNull(Optimizer);
        Optimizer.Validate();
        Schedule?.Validate();
        GradientClipping?.Validate();
        MovingAverage?.Validate();
        DivergenceGuard?.Validate();
        EarlyStopping?.Validate();
        Checkpoint?.Validate();
    }
}
