using MLExtensions.Networks;

namespace MLExtensions;

/// <summary>Everything that <c>Network(...)</c> takes, on each catalog.</summary>
public sealed record NetworkTrainerOptions
{
    private static readonly TrainingOptions Defaults = new();

    /// <summary>
    /// The label column. Default <c>"Label"</c>. Binary: Boolean, or a number of which values over 0 are positive; multiclass: a key;
    /// regression: a scalar number. Rows whose label is missing are left out of training.
    /// </summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>
    /// The feature columns, whose values stand one after the other in the network's input. Default <c>["Features"]</c>.
    /// Each is a vector of Single of known size, or a scalar number or boolean. Training holds all rows in memory, four bytes a value, sparse vectors too.
    /// </summary>
    public IReadOnlyList<string> FeatureColumnNames { get; set; } = ["Features"];

    /// <summary>A column of row weights, a scalar number of at least 0; null, the default, weighs all rows alike.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// A boolean column that is true in the rows to hold out for validation; null, the default, trains on all rows.
    /// To validate on another data view use <see cref="NetworkTrainer.Fit(Microsoft.ML.IDataView, Microsoft.ML.IDataView)"/>.
    /// </summary>
    public string? ValidationColumnName { get; set; }

    /// <summary>The network's architecture. Default: <see cref="FeedForward"/> with its own defaults.</summary>
    public Architecture Architecture { get; set; } = new FeedForward();

    /// <summary>How often all training rows are seen. Default 50, at least 1.</summary>
    public int Epochs { get; set; } = Defaults.Epochs;

    /// <summary>Rows a training step. Default 32, at least 1; clamped, with a message, to the number of training rows.</summary>
    public int BatchSize { get; set; } = Defaults.BatchSize;

    /// <summary>The update rule. Default <see cref="AdamW"/>, which without weight decay is Adam.</summary>
    public Optimizer Optimizer { get; set; } = new AdamW();

    /// <summary>The size of an update, which <see cref="Schedule"/> may change as training goes on. Default 0.001, which suits Adam; over 0, at most 1,000,000.</summary>
    public float LearningRate { get; set; } = Defaults.LearningRate;

    /// <summary>How strongly weights are pulled towards zero. Default 0; 0 to 1. With <see cref="AdamW"/> 0.01 is usual.</summary>
    public float WeightDecay { get; set; }

    /// <summary>
    /// How the learning rate changes during training, such as <c>new OneCycle()</c>; null, the default, keeps it. The rates that were used are in the
    /// network's history. Own schedules derive from <see cref="CountedSchedule"/>.
    /// </summary>
    public LearningRateSchedule? Schedule { get; set; }

    /// <summary>Bounds the gradients of an update, so that one bad batch cannot throw the weights far off; null, the default, does not.</summary>
    public GradientClipping? GradientClipping { get; set; }

    /// <summary>
    /// Batches whose gradients make one update together: that of one batch so many times as large, with the memory of a small one. Default 1, at least 1.
    /// </summary>
    public int AccumulationSteps { get; set; } = Defaults.AccumulationSteps;

    /// <summary>Validates and keeps a moving average of the weights, which evens out the last updates' noise; null, the default, keeps the weights themselves.</summary>
    public MovingAverage? MovingAverage { get; set; }

    /// <summary>
    /// Ends a run whose loss has left all bounds with the best weights so far; null for never, while it is finite. Default: 10,000 times the first batch's loss.
    /// </summary>
    public DivergenceGuard? DivergenceGuard { get; set; } = Defaults.DivergenceGuard;

    /// <summary>
    /// When to stop before the last epoch; null never does. Default: after 10 epochs without a lower validation loss.
    /// Without validation rows it has no effect. With them the weights of the best epoch are the ones kept, also where this is null.
    /// </summary>
    public EarlyStopping? EarlyStopping { get; set; } = Defaults.EarlyStopping;

    /// <summary>
    /// Seed of the first weights, of the order of rows and of dropout. Null, the default, takes the seed of the <c>MLContext</c>,
    /// or where that has none a random one (with <see cref="Checkpoint"/> 0). The same seed gives the same weights, bit for bit, on any number of threads.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Threads to use at most; null, the default, uses all processors. At least 1. Does not change the result.</summary>
    public int? MaxDegreeOfParallelism { get; set; }

    /// <summary>
    /// Where and how often the run is saved, so that <c>Fit</c> goes on after it was interrupted; null, the default, for not at all. One file is for one <c>Fit</c>: on other
    /// data, as in cross-validation, or with other options it ends with an error that says what differs.
    /// </summary>
    public CheckpointOptions? Checkpoint { get; set; }

    /// <summary>
    /// Told of each epoch as it ends, on the training thread. Default null. <see cref="ConsoleProgress"/> prints a line. Losses are the objective's:
    /// cross-entropy in nats, or for regression the squared error of the standardised label.
    /// </summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>
    /// Ends training early. Before the first epoch has ended <c>Fit</c> throws <see cref="OperationCanceledException"/>;
    /// later it returns the best network so far. With <see cref="Checkpoint"/> the run is saved first.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    internal static NetworkTrainerOptions ForFeedForward(
        string labelColumnName,
        string featureColumnName,
        string? exampleWeightColumnName,
        int[]? hiddenLayers,
        float dropout,
        int epochs,
        int batchSize,
        float learningRate,
        IProgress<TrainingProgress>? progress)
    {
        var architecture = new FeedForward { Dropout = dropout };
        return new()
        {
            LabelColumnName = labelColumnName,
            FeatureColumnNames = [featureColumnName],
            ExampleWeightColumnName = exampleWeightColumnName,
            Architecture = hiddenLayers is null ? architecture : architecture with { HiddenLayers = [.. hiddenLayers] },
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
            Progress = progress,
        };
    }

    /// <summary>Throws, naming the option, where one is out of its range.</summary>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(LabelColumnName);
        ArgumentNullException.ThrowIfNull(FeatureColumnNames);
        ArgumentNullException.ThrowIfNull(Architecture);
        if (FeatureColumnNames.Count == 0 || FeatureColumnNames.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("FeatureColumnNames has no column, or one without a name; expected at least one name.", nameof(FeatureColumnNames));
        }

        CheckName(ExampleWeightColumnName, nameof(ExampleWeightColumnName));
        CheckName(ValidationColumnName, nameof(ValidationColumnName));
        Architecture.Validate();
        ToTrainingOptions().Validate();
    }

    private static void CheckName(string? name, string option)
    {
        if (name is "")
        {
            throw new ArgumentException($"{option} is empty; expected the name of a column, or null for none.", option);
        }
    }

    internal TrainingOptions ToTrainingOptions() => new()
    {
        Epochs = Epochs,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        WeightDecay = WeightDecay,
        Optimizer = Optimizer,
        Schedule = Schedule,
        GradientClipping = GradientClipping,
        AccumulationSteps = AccumulationSteps,
        MovingAverage = MovingAverage,
        DivergenceGuard = DivergenceGuard,
        EarlyStopping = EarlyStopping,
        MaxDegreeOfParallelism = MaxDegreeOfParallelism,
        Checkpoint = Checkpoint,
    };
}
