using System.ComponentModel.DataAnnotations;
using System.Numerics;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Networks.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>Everything that <c>Network(...)</c> takes, on each catalog.</summary>
public sealed record NetworkTrainerOptions
{
    private static readonly TrainingOptions Defaults = new();

    /// <summary>
    /// The label column. Default <c>"Label"</c>. Binary: Boolean, or a number of which values over 0 are positive, or for several labels at once a vector of such; multiclass: a key;
    /// regression: a scalar number, or for several outputs at once a vector of numbers; ranking: a number of at least 0 or a key, the larger the better. Rows whose label is missing
    /// are left out of training.
    /// </summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>
    /// The feature columns. Default <c>["Features"]</c>. Numbers and booleans of any width, scalars or vectors of known size, dense or sparse; keys and texts are categories, for each of
    /// which the network learns a vector. They are encoded within the network, so nothing needs to be normalised or converted before it.
    /// </summary>
    public IReadOnlyList<string> FeatureColumnNames { get; set; } = ["Features"];

    /// <summary>
    /// Whether the feature columns are taken as they were at first, where a transform in the pipeline has put another column of the same name in front of one: AutoML's featurizer, say, turns texts into
    /// counts of words under their own name, and the network wants the texts. Default false: as everywhere in ML.NET, the last column of a name counts.
    /// </summary>
    public bool OriginalColumns { get; set; }

    /// <summary>A column of row weights, a scalar number of at least 0, in the validation data too; null, the default, weighs all rows alike.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>Ranking: the key column that says which rows belong together; they stand one after the other. Null, the default, is <c>"GroupId"</c>. For other tasks null.</summary>
    public string? RowGroupColumnName { get; set; }

    /// <summary>
    /// A boolean column that is true in the rows to hold out for validation; null, the default, leaves that to <see cref="ValidationFraction"/>.
    /// To validate on another data view use <see cref="NetworkTrainer.Fit(Microsoft.ML.IDataView, Microsoft.ML.IDataView)"/>.
    /// </summary>
    public string? ValidationColumnName { get; set; }

    /// <summary>
    /// The part of the training rows that is held out for validation, drawn at random by the seed, so that training stops where it no longer helps; 0 to below 1, 0 for none. Ranking holds
    /// out whole groups. Null, the default, is a tenth (at most 100,000 rows) where there are at least 1,000 rows, else none. Where <see cref="ValidationColumnName"/> is set or <c>Fit</c> is
    /// given validation data, nothing else is held out.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float? ValidationFraction { get; set; }

    /// <summary>From so many rows on, some are held out where <see cref="ValidationFraction"/> does not say. Default 1,000.</summary>
    internal int RowsToHoldOutFrom { get; set; } = 1000;

    /// <summary>What the network learns of missing values. Default <see cref="MissingValues.Indicator"/>.</summary>
    public MissingValues MissingValues { get; set; }

    /// <summary>
    /// How the network takes numbers: standardised, piecewise linear over quantiles (more inputs, better on most tables), or as they are. Null, the default, takes scalar columns piecewise
    /// linearly, and vectors, which may be pixels, words or one-hot, standardised; for a vector that stands for columns of a table try <see cref="NumberEncoding.PiecewiseLinear"/>.
    /// </summary>
    public NumberEncoding? NumberEncoding { get; set; }

    /// <summary>For single columns, by name, another encoding than <see cref="NumberEncoding"/>. Default none.</summary>
    public IReadOnlyDictionary<string, NumberEncoding> ColumnEncodings { get; set; } = new Dictionary<string, NumberEncoding>();

    /// <summary>
    /// How a column that is the network's whole row is taken, by name: a <see cref="TextInput"/>, a <see cref="SequenceInput"/> or an <see cref="ImageInput"/>. It is then the only feature column.
    /// Default none: MLImage is taken as an image; for architectures over sequences, a text alone as words, and a vector of unknown size, or whose type has two dimensions, as steps; for
    /// architectures over images, a vector of bytes of unknown size as an image file, and a vector whose type has three dimensions as pixels.
    /// </summary>
    public IReadOnlyDictionary<string, ColumnInput> ColumnInputs { get; set; } = new Dictionary<string, ColumnInput>();

    /// <summary>Bins of a number that is taken piecewise linearly, at most; each has about as many training rows. Default 64; 2 to 1,024.</summary>
    [Range(2, NumberStatistics.MaximumBins)]
    public int MaximumBins { get; set; } = 64;

    /// <summary>How long the vector of a category is; null, the default, is 1.6 n^0.56 for n categories, at most 64. 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int? EmbeddingDimension { get; set; }

    /// <summary>How often a text must be in the training data to be a category of its own; rarer ones count as one, which also stands for those that were never seen. Default 2; at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumCategoryCount { get; set; } = 2;

    /// <summary>Categories that a text column has at most; the most frequent ones. Default 10,000; 1 to 1,048,576.</summary>
    [Range(1, 1 << 20)]
    public int MaximumCategories { get; set; } = 10_000;

    /// <summary>
    /// Regression: what training makes small, such as <c>new QuantileLoss { Quantile = 0.9f }</c>. Null, the default, is the squared error. <see cref="GaussianLoss"/> adds a column
    /// StandardDeviation. For other tasks null.
    /// </summary>
    public RegressionLoss? Loss { get; set; }

    /// <summary>
    /// Binary, multi-label and multiclass: how much rows of each class count, [negative, positive] (for every label alike) or in the order of the label's keys, 0 or more (binary: above 0); null, the default, is alike. It moves the
    /// probabilities as if the classes were that frequent.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; set; }

    /// <summary>Binary, multi-label and multiclass: whether all classes count the same, however frequent they are. Default false. Not together with <see cref="ClassWeights"/>.</summary>
    public bool BalanceClasses { get; set; }

    /// <summary>
    /// Memory for the training rows, in megabytes; default 256. As long as they fit, the data view is read once. More rows are read from it again in every epoch, with bounded memory, and
    /// shuffled within pieces of up to 131,072 rows. 1 to 1,048,576.
    /// </summary>
    [Range(1, 1 << 20)]
    public int CacheMegabytes { get; set; } = 256;

    /// <summary>The network's architecture. Default: <see cref="FeedForward"/> with its own defaults.</summary>
    public Architecture Architecture { get; set; } = new FeedForward();

    /// <summary>How often all training rows are seen, at most. Default 50, at least 1.</summary>
    public int Epochs { get; set; } = Defaults.Epochs;

    /// <summary>
    /// Rows a training step, at least 1; clamped, with a message, to the number of training rows. Null, the default, goes by that number n: the largest power of two up to n / 64, at least 32 and
    /// at most 256, so that small tables get enough steps and large ones are fast.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? BatchSize { get; set; }

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

    /// <summary>
    /// Validates and keeps a moving average of the weights, which evens out the last updates' noise: on most of eight real tables it predicts better. Default: reaching back some 500 updates
    /// (a decay of 0.998). Null keeps the weights themselves.
    /// </summary>
    public MovingAverage? MovingAverage { get; set; } = new MovingAverage { Decay = 0.998 };

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
    /// cross-entropy in nats, for regression that of <see cref="Loss"/> on standardised labels, for ranking the mean over groups.
    /// </summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>
    /// Ends training early. Before the first epoch has ended <c>Fit</c> throws <see cref="OperationCanceledException"/>;
    /// later it returns the best network so far. With <see cref="Checkpoint"/> the run is saved first.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    internal string GroupColumnName => RowGroupColumnName ?? "GroupId";

    internal static NetworkTrainerOptions ForFeedForward(
        string labelColumnName,
        string featureColumnName,
        string? exampleWeightColumnName,
        int[]? hiddenLayers,
        float dropout,
        int epochs,
        int? batchSize,
        float learningRate,
        IProgress<TrainingProgress>? progress,
        string? rowGroupColumnName = null)
    {
        var architecture = new FeedForward { Dropout = dropout };
        return new()
        {
            LabelColumnName = labelColumnName,
            FeatureColumnNames = [featureColumnName],
            ExampleWeightColumnName = exampleWeightColumnName,
            RowGroupColumnName = rowGroupColumnName,
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
        CheckName(RowGroupColumnName, nameof(RowGroupColumnName));
        OptionRanges.Check(this);
        CheckEncodings();
        CheckInputs();
        CheckClassWeights();
        Architecture.Validate();
        ToTrainingOptions().Validate();
    }

    /// <summary>How a column is taken that is the network's whole row; null where it is a part of the row.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">Its type; null where it is not known yet.</param>
    internal ColumnInput? InputOf(ColumnShape column, DataViewType? type)
    {
        if (ColumnInputs.TryGetValue(column.Name, out var input))
        {
            return input;
        }

        if (column.IsImage)
        {
            return new ImageInput();
        }

        if (FeatureColumnNames.Count > 1)
        {
            return null;
        }

        var dimensions = (type as VectorDataViewType)?.Dimensions.Length ?? 0;
        bool isVector = column.IsNumeric && column.Kind != SchemaShape.Column.VectorKind.Scalar, isVariable = column.Kind == SchemaShape.Column.VectorKind.VariableVector;
        if (Architecture.TakesImages && isVector && (dimensions == 3 || (isVariable && column.ItemType.RawType == typeof(byte))))
        {
            return new ImageInput();
        }

        return Architecture.TakesTexts && column.IsText && column.Kind == SchemaShape.Column.VectorKind.Scalar ? new TextInput()
            : !Architecture.TakesSequences ? null
            : isVector && (isVariable || dimensions == 2) ? new SequenceInput()
            : null;
    }

    /// <summary>How the network takes the numbers of a column.</summary>
    internal NumberEncoding EncodingOf(FeatureColumn column) => ColumnEncodings.TryGetValue(column.Name, out var encoding)
        ? encoding
        : NumberEncoding ?? (column.IsVector ? Networks.NumberEncoding.Standardized : Networks.NumberEncoding.PiecewiseLinear);

    private void CheckEncodings()
    {
        ArgumentNullException.ThrowIfNull(ColumnEncodings);
        if (ColumnEncodings.Values.Concat(NumberEncoding is { } general ? [general] : []).FirstOrDefault(encoding => !Enum.IsDefined(encoding), Networks.NumberEncoding.None) is var strange
            && !Enum.IsDefined(strange))
        {
            throw new ArgumentOutOfRangeException(
                nameof(NumberEncoding), $"NumberEncoding or one of ColumnEncodings is {strange}; expected one of {string.Join(", ", Enum.GetNames<NumberEncoding>())}.");
        }

        if (ColumnEncodings.Keys.FirstOrDefault(name => !FeatureColumnNames.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"ColumnEncodings names '{unknown}', which is not among FeatureColumnNames.", nameof(ColumnEncodings));
        }
    }

    private void CheckInputs()
    {
        ArgumentNullException.ThrowIfNull(ColumnInputs);
        foreach (var (name, input) in ColumnInputs)
        {
            if (!FeatureColumnNames.Contains(name))
            {
                throw new ArgumentException($"ColumnInputs names '{name}', which is not among FeatureColumnNames.", nameof(ColumnInputs));
            }

            if (FeatureColumnNames.Count > 1)
            {
                throw new ArgumentException(
                    $"ColumnInputs has a {input?.GetType().Name} for '{name}', which makes it the whole row of the network; FeatureColumnNames has {FeatureColumnNames.Count} columns: expected that one alone.",
                    nameof(ColumnInputs));
            }

            ArgumentNullException.ThrowIfNull(input, nameof(ColumnInputs));
            input.Validate();
        }
    }

    private void CheckClassWeights()
    {
        if (ClassWeights is { } weights && (weights.Count < 2 || weights.Any(weight => !(weight >= 0 && float.IsFinite(weight)))))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ClassWeights), $"ClassWeights is [{string.Join(", ", weights)}]; expected a finite number of at least 0 for each class.");
        }

        if (ClassWeights is not null && BalanceClasses)
        {
            throw new ArgumentException("ClassWeights and BalanceClasses are both set; expected one of them.", nameof(BalanceClasses));
        }
    }

    private static void CheckName(string? name, string option)
    {
        if (name is "")
        {
            throw new ArgumentException($"{option} is empty; expected the name of a column, or null for none.", option);
        }
    }

    /// <param name="rows">Rows to train on.</param>
    internal TrainingOptions ToTrainingOptions(long rows = 0) => new()
    {
        Epochs = Epochs,
        BatchSize = BatchSize ?? (int)Math.Clamp(1L << BitOperations.Log2((ulong)Math.Max(1, rows / 64)), 32, 256),
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
