namespace MLExtensions.AutoML;

/// <summary>What a trial needs to run, or to go on: the whole message to who runs it, which knows the pipeline, the data and the metric already.</summary>
public sealed record TrialRequest
{
    /// <summary>The trial's number, counted from 0.</summary>
    public required int TrialId { get; init; }

    /// <summary>Which part of the trial is to be run, counted from 0: the rung of successive halving. 0 without.</summary>
    public required int Rung { get; init; }

    /// <summary>The values to try, as the JSON of the pipeline's parameter.</summary>
    public required string Parameter { get; init; }

    /// <summary>The seed of the trial's <c>MLContext</c>.</summary>
    public required int Seed { get; init; }

    /// <summary>Epochs after which networks pause, checkpoints written, counted from their training's beginning; null to train them to their own end.</summary>
    public int? Epochs { get; init; }

    /// <summary>Threads that the trial may use; null for all.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory that the trial may use, in megabytes; null for any amount.</summary>
    public double? MegabytesLimit { get; init; }

    /// <summary>Seconds that it may still take; null for any time. Who asks cancels it then; who runs it may do so earlier.</summary>
    public double? SecondsLimit { get; init; }

    /// <summary>
    /// The trial's own folder, the same for all its rungs. It is made where it is missing. Checkpoints stay in it from one rung to the next; what is to be kept is named in
    /// <see cref="TrialReport.Files"/>.
    /// </summary>
    public required string Folder { get; init; }
}
