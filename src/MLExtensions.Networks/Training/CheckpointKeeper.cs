using System.Globalization;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>Writes a run's checkpoints when they are due, and resumes from one.</summary>
internal sealed class CheckpointKeeper
{
    private readonly CheckpointOptions _options;
    private readonly RunIdentity _identity;
    private readonly TrainingProgram _program;
    private readonly RunState _state;
    private readonly DivergenceWatch _watch;
    private readonly WeightSnapshot _kept;
    private readonly Action<string>? _log;
    private (int Epoch, long Batches, bool IsEpochTrained)? _saved;
    private long _batchesSince;
    private bool _failing;

    /// <param name="options">When and where.</param>
    /// <param name="identity">What the run is.</param>
    /// <param name="program">What is trained.</param>
    /// <param name="state">Where the run stands.</param>
    /// <param name="watch">What it has seen of losses.</param>
    /// <param name="kept">The best weights so far.</param>
    /// <param name="log">Takes lines of news.</param>
    public CheckpointKeeper(
        CheckpointOptions options, RunIdentity identity, TrainingProgram program, RunState state, DivergenceWatch watch, WeightSnapshot kept, Action<string>? log)
    {
        _options = options;
        _identity = identity;
        _program = program;
        _state = state;
        _watch = watch;
        _kept = kept;
        _log = log;
    }

    private string At => _state.Batches == 0 && !_state.IsEpochTrained
        ? string.Create(CultureInfo.InvariantCulture, $"the end of epoch {_state.Epoch - 1}")
        : string.Create(CultureInfo.InvariantCulture, $"epoch {_state.Epoch} after {_state.Batches} batches");

    /// <summary>Sees to it that checkpoints can be written, and goes on from the one that is there. The program has been started.</summary>
    /// <exception cref="IOException">No checkpoint can be written or read there.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint is of another run.</exception>
    public void Begin()
    {
        string path = _options.Path;
        try
        {
            AtomicFile.Probe(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint '{path}' cannot be written: {exception.Message} Choose a path in a folder that is there and can be written.", exception);
        }

        AtomicFile.DeleteStale(path, TimeSpan.Zero);
        if (_options.Resume && File.Exists(path))
        {
            using FileStream stream = Safetensors.OpenRead(path);
            Resume(Checkpoint.Read(stream, path));
        }
        else
        {
            // Two tensors of one name would be found out here, not when the first checkpoint is due.
            Writer(stopReason: null);
        }
    }

    /// <summary>A batch is done.</summary>
    public void OnBatch()
    {
        _batchesSince++;
        if (_batchesSince >= _options.EveryBatches && _program.IsSettled)
        {
            Write(stopReason: null);
        }
    }

    /// <summary>An epoch is completed; it is the last one where there is a reason.</summary>
    public void OnEpoch(StopReason? stopReason)
    {
        if (stopReason is not null || _state.Epochs.Count % _options.EveryEpochs == 0)
        {
            Write(stopReason);
        }
    }

    /// <summary>The run was cancelled.</summary>
    public void OnCancelled()
    {
        if (_program.IsSettled)
        {
            Write(StopReason.Cancelled);
        }
    }

    private void Resume(Checkpoint checkpoint)
    {
        const string Advice = "Delete the file, or set Checkpoint.Resume = false, to begin anew.";
        if (_identity.FirstDifference(checkpoint.Description.Run) is { } difference)
        {
            throw new InvalidOperationException($"The checkpoint '{_options.Path}' is of another run: {difference}. {Advice}");
        }

        CheckpointDescription saved = checkpoint.Description;
        checkpoint.Restore(_program, _kept);
        _state.Restore(saved);
        _watch.State = (saved.FirstLoss is { } first ? BitConverter.Int64BitsToDouble(first) : null, saved.BatchesAbove);
        _saved = (_state.Epoch, _state.Batches, _state.IsEpochTrained);
        _log?.Invoke($"Resumed from '{_options.Path}' at {At}.");
    }

    private void Write(StopReason? stopReason)
    {
        var position = (_state.Epoch, _state.Batches, _state.IsEpochTrained);
        if (_saved == position)
        {
            return;
        }

        _batchesSince = 0;
        try
        {
            AtomicFile.Write(_options.Path, Writer(stopReason).WriteTo);
            _saved = position;
            if (_failing)
            {
                _log?.Invoke($"The checkpoint '{_options.Path}' is written again, at {At}.");
            }

            _failing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The run is worth more than its checkpoint. Said once, not every few batches.
            if (!_failing)
            {
                _log?.Invoke($"The checkpoint '{_options.Path}' could not be written at {At}: {exception.Message} Training goes on; an older checkpoint stays as it is.");
            }

            _failing = true;
        }
    }

    private SafetensorsWriter Writer(StopReason? stopReason)
    {
        var saved = new TrainingState();
        _program.Save(saved);
        var description = new CheckpointDescription
        {
            FormatVersion = CheckpointDescription.CurrentVersion,
            Run = new OrderedDictionary<string, string>(_identity.Parts),
            StopReason = stopReason,
            Duration = _state.Duration,
            EpochDuration = _state.EpochDuration,
            Batches = _state.Batches,
            IsEpochTrained = _state.IsEpochTrained,
            LossSum = BitConverter.DoubleToInt64Bits(_state.LossSum),
            WeightSum = BitConverter.DoubleToInt64Bits(_state.WeightSum),
            FirstLoss = _watch.State.First is { } first ? BitConverter.DoubleToInt64Bits(first) : null,
            BatchesAbove = _watch.State.Above,
            Shuffle = _state.Shuffle,
            Epochs = _state.Epochs,
            Integers = saved.Integers,
            Numbers = saved.Numbers.ToDictionary(entry => entry.Key, entry => BitConverter.DoubleToInt64Bits(entry.Value)),
            Randoms = saved.Randoms,
        };
        return Checkpoint.Writer(description, _program, _state.BestEpoch == 0 ? null : _kept, saved);
    }
}
