using System.Diagnostics;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Where a run stands: what the loop counts and adds up, all of which a checkpoint keeps.</summary>
internal sealed class RunState
{
    private readonly List<EpochResult> _epochs = [];
    private readonly double _minimumImprovement;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _earlier;
    private TimeSpan _epochStart;
    private double _bestLoss = double.PositiveInfinity;
    private double _lossToBeat = double.PositiveInfinity;

    public RunState(EarlyStopping? earlyStopping) => _minimumImprovement = earlyStopping?.MinimumImprovement ?? 0;

    /// <summary>Time spent on the run, in this process and in those before.</summary>
    public TimeSpan Duration => _earlier + _clock.Elapsed;

    /// <summary>Time spent on <see cref="Epoch"/>.</summary>
    public TimeSpan EpochDuration => Duration - _epochStart;

    /// <summary>The epoch that is under way, counted from 1; between epochs the next one.</summary>
    public int Epoch => _epochs.Count + 1;

    /// <summary>Batches of <see cref="Epoch"/> that are done.</summary>
    public long Batches { get; set; }

    /// <summary>Whether all batches of <see cref="Epoch"/> are done, and only measuring is left.</summary>
    public bool IsEpochTrained { get; set; }

    /// <summary>The sum of the losses of <see cref="Epoch"/>'s rows so far, each times its weight.</summary>
    public double LossSum { get; set; }

    /// <summary>The sum of the weights of <see cref="Epoch"/>'s rows so far.</summary>
    public double WeightSum { get; set; }

    /// <summary>From where the random numbers that order the rows go on: while rows are read, from the epoch's start.</summary>
    public PhiloxState Shuffle { get; set; }

    /// <summary>The completed epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>The epoch whose weights are kept; 0 before the first is completed.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Completed epochs since the validation loss last improved as early stopping wants it.</summary>
    public int EpochsWithoutImprovement { get; private set; }

    /// <summary>Takes over where an earlier process stood.</summary>
    public void Restore(CheckpointDescription saved)
    {
        foreach (EpochResult epoch in saved.Epochs)
        {
            Complete(epoch);
        }

        Batches = saved.Batches;
        IsEpochTrained = saved.IsEpochTrained;
        LossSum = BitConverter.Int64BitsToDouble(saved.LossSum);
        WeightSum = BitConverter.Int64BitsToDouble(saved.WeightSum);
        Shuffle = saved.Shuffle;
        _earlier = saved.Duration;
        _epochStart = saved.Duration - saved.EpochDuration;
        _clock.Restart();
    }

    /// <summary>Completes the epoch under way and begins the next.</summary>
    /// <returns>Whether the epoch just completed is the best.</returns>
    public bool Complete(EpochResult epoch)
    {
        _epochs.Add(epoch);
        Batches = 0;
        IsEpochTrained = false;
        LossSum = WeightSum = 0;
        _epochStart = Duration;
        if (epoch.ValidationLoss is not { } loss)
        {
            BestEpoch = epoch.Epoch;
            return true;
        }

        // Small gains count for the weights that are kept, but not for patience.
        EpochsWithoutImprovement++;
        if (loss < _lossToBeat - _minimumImprovement)
        {
            _lossToBeat = loss;
            EpochsWithoutImprovement = 0;
        }

        if (loss < _bestLoss)
        {
            _bestLoss = loss;
            BestEpoch = epoch.Epoch;
            return true;
        }

        return false;
    }
}
