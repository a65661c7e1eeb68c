using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A network: an architecture, what it is for, and its weights. It can be trained, asked, saved and loaded.</summary>
/// <remarks>Predicting is safe from many threads at once, but not while training. There is nothing to dispose.</remarks>
/// <example>
/// <code>
/// Network network = Network.Create(new FeedForward { HiddenLayers = [16] }, new BinaryObjective(), new InputDescription([2]), seed: 1);
/// network.Train(new InMemoryData([2], features, labels), validation: null, new TrainingOptions { Epochs = 100 });
/// network.Predict(row, rows: 1, scores);
/// </code>
/// </example>
public sealed class Network
{
    /// <summary>The full name of the layer that encodes the columns.</summary>
    internal const string EncoderName = "input";

    private const long InitializationStream = 0;

    // So many values of a batch's widest layer at once: enough to keep the kernels busy, little enough for the cache.
    private const int ChunkValues = 1 << 18;

    private readonly PredictionContextPool _contexts = new(CpuDevice.Default);
    private readonly int _rowLength;
    private readonly int _chunkRows;
    private readonly Shape _chunkShape;
    private readonly Shape _oneRowShape;

    private Network(Architecture architecture, Objective objective, InputDescription input, ParameterSource parameters, TrainingHistory? history)
    {
        input.Validate();
        Architecture = architecture;
        Objective = objective;
        Input = input;
        History = history;
        Module = Build(architecture, objective, input, parameters);
        Shape output = Module.OutputShape(input.Shape);
        if (output != [objective.OutputSize])
        {
            throw new ArgumentException($"The architecture gives {output} for a row; the objective needs [{objective.OutputSize}].", nameof(architecture));
        }

        _rowLength = checked((int)input.Shape.Length);
        _chunkRows = Math.Clamp(ChunkValues / WidestLayer(Module, input.Shape), 1, 4096);
        _oneRowShape = BatchShape(1);
        _chunkShape = BatchShape(_chunkRows);
    }

    /// <summary>The architecture.</summary>
    public Architecture Architecture { get; }

    /// <summary>What the network is for. Training may replace it by one that has seen the labels (<see cref="Objective.Fit"/>).</summary>
    public Objective Objective { get; private set; }

    /// <summary>What one row is.</summary>
    public InputDescription Input { get; }

    /// <summary>The layers, with the weights.</summary>
    public Layer Module { get; }

    /// <summary>The record of the last training; null before the first.</summary>
    public TrainingHistory? History { get; private set; }

    /// <summary>Scores for one row: one a label value for binary, regression and ranking, twice as many for a Gaussian loss, the number of classes for multiclass.</summary>
    public int ScoreCount => Objective.OutputSize;

    /// <summary>Makes a network with random weights.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="objective">What it is for.</param>
    /// <param name="input">What one row is.</param>
    /// <param name="seed">The seed of the weights; the same one gives the same weights.</param>
    /// <exception cref="ArgumentException">A hyperparameter is out of its range, or the input does not suit the architecture.</exception>
    public static Network Create(Architecture architecture, Objective objective, InputDescription input, int seed)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(input);
        architecture.Validate();
        objective.Validate();
        return new Network(architecture, objective, input, new RandomParameters(new Philox(seed, InitializationStream)), history: null);
    }

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote. The stream is left after the network's last byte.</summary>
    /// <param name="stream">Where from; it stays open.</param>
    /// <exception cref="InvalidDataException">
    /// The data is damaged or cut off, was written by a newer version, or names an architecture that the application has not registered; the message says which.
    /// </exception>
    public static Network Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, "The network");
    }

    /// <summary>Reads the file that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or cut off, was written by a newer version, or names an architecture that the application has not registered; the message names the
    /// file and says which.
    /// </exception>
    /// <exception cref="IOException">The file is not there or cannot be opened.</exception>
    public static Network Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = Safetensors.OpenRead(path);
        Network network = Load(stream, path);
        return stream.Position == stream.Length
            ? network
            : throw new InvalidDataException($"{path}: {stream.Length - stream.Position} bytes follow after the network. The file is damaged.");
    }

    /// <summary>Saves architecture, objective, history and weights as a safetensors file; the stream may be one that cannot seek.</summary>
    /// <remarks>
    /// The weights are there under PyTorch's names, so Python's users read them with <c>safetensors.torch.load_file</c>. The rest is a text in the metadata.
    /// </remarks>
    /// <param name="stream">Where to; it stays open.</param>
    /// <exception cref="InvalidOperationException">The architecture's or the objective's type is not registered.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NetworkFile.Writer(this).WriteTo(stream);
    }

    /// <summary>Saves to a file, which is replaced at once: whatever happens meanwhile, under its name there is the older file or the newer one, whole.</summary>
    /// <param name="path">The file, such as "digits.safetensors".</param>
    /// <exception cref="InvalidOperationException">The architecture's or the objective's type is not registered.</exception>
    /// <exception cref="IOException">The file could not be written. An older one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written. An older one is unchanged.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafetensorsWriter writer = NetworkFile.Writer(this);
        AtomicFile.WriteCleanly(path, writer.WriteTo);
    }

    /// <summary>Trains the network from the weights that it has.</summary>
    /// <remarks>
    /// With validation data the weights of the epoch with the lowest validation loss are kept. If this throws, the network is as it was
    /// before. An optimiser's state is not carried from one training to the next, but by <see cref="TrainingOptions.Checkpoint"/> from an interrupted one.
    /// </remarks>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validation">The rows to validate on; null for none.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the data does not suit the network.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidOperationException">Training diverged in the first epoch, or the checkpoint is of another run.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="IOException">The checkpoint's path cannot be written.</exception>
    public void Train(TrainingData training, TrainingData? validation, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        CheckData(training, nameof(training));
        if (validation is not null)
        {
            CheckData(validation, nameof(validation));
        }

        if (!Architectures.Has(Architecture))
        {
            // Told now and not when a long run is over.
            string name = Architecture.GetType().Name;
            options.Log?.Invoke($"{name} is not registered: the network can be trained and asked, but not saved. Call Architectures.Register<{name}>(\"a name\") before saving.");
        }

        Objective objective = Objective.Fit(training);
        var device = new CpuDevice(options.MaxDegreeOfParallelism);
        var optimizer = new OptimizerState(options.Optimizer, device, [new ParameterGroup(Module.Parameters, options.LearningRate, options.WeightDecay)]);
        var program = new SupervisedProgram(Module, objective, optimizer, device, new Philox(options.Seed, TrainingLoop.DropoutStream))
        {
            Schedule = options.Schedule,
            GradientClipping = options.GradientClipping,
            AccumulationSteps = options.AccumulationSteps,
            MovingAverage = options.MovingAverage,
        };
        var before = new WeightSnapshot(Module.Parameters.Concat(Module.Buffers));
        try
        {
            History = TrainingLoop.Run(program, training, validation, options, Identity(objective));
            Objective = objective;
        }
        catch
        {
            // The best weights so far would not fit the objective and the history of before.
            before.Restore();
            throw;
        }
    }

    /// <summary>Computes the objective's scores. Safe from many threads at once; after the first calls it allocates nothing.</summary>
    /// <param name="features">The rows, one after the other: `[rows, ...row]`. Numbers of columns may be NaN, which is a missing value.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="scores">Receives the scores, `[rows, ScoreCount]`.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the index of a category is no whole number below its count.</exception>
    public void Predict(ReadOnlySpan<float> features, int rows, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        int width = ScoreCount;
        if (features.Length != (long)rows * _rowLength)
        {
            throw new ArgumentException($"There are {features.Length} features; expected {rows} rows of shape {Input.Shape}, {(long)rows * _rowLength}.", nameof(features));
        }

        if (scores.Length != (long)rows * width)
        {
            throw new ArgumentException($"There is room for {scores.Length} scores; expected {rows} rows of {width}, {(long)rows * width}.", nameof(scores));
        }

        PredictionContext context = _contexts.Rent();
        try
        {
            if (rows == 1 && context.OneRowPlan(Module, Objective, _oneRowShape) is { } plan)
            {
                plan.Run(features, scores);
                return;
            }

            for (int row = 0; row < rows; row += _chunkRows)
            {
                int count = Math.Min(_chunkRows, rows - row);
                Shape shape = count == 1 ? _oneRowShape : count == _chunkRows ? _chunkShape : BatchShape(count);
                Tensor input = context.Scope.From(features.Slice(row * _rowLength, count * _rowLength), shape);
                Tensor output = Module.Forward(context.Forward, input);
                Objective.Scores(context.Forward, output).CopyTo(scores.Slice(row * width, count * width));
                context.Scope.Reset();
            }
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    internal static Network Load(Stream stream, string name)
    {
        NetworkParts parts = NetworkFile.Read(stream, name);
        var parameters = new SavedParameters(parts.Weights);
        try
        {
            var network = new Network(parts.Architecture, parts.Objective, parts.Input, parameters, parts.History);
            parameters.CheckAllUsed();
            return network;
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{name}: the network's parts do not fit each other: {exception.Message}", exception);
        }
    }

    /// <summary>The layers as a table: name and type, output shape, parameters; then the total.</summary>
    public override string ToString() => LayerTable.Format(Module, Input.Shape);

    private static Layer Build(Architecture architecture, Objective objective, InputDescription input, ParameterSource parameters)
    {
        var output = new OutputDescription(objective.OutputSize);
        if (input.Columns.Count == 0 || architecture.TakesColumns)
        {
            return architecture.Build(input, output, parameters);
        }

        Layer encoder = input.CreateEncoder(EncoderName, parameters);
        return new SequentialModule("", [encoder, architecture.Build(new InputDescription(input.EncodedShape), output, parameters)]);
    }

    private static int WidestLayer(Layer module, Shape input)
    {
        int widest = checked((int)nint.Max(input.Length, module.OutputShape(input).Length));
        foreach ((Layer part, Shape before) in module.Parts(input))
        {
            widest = Math.Max(widest, WidestLayer(part, before));
        }

        return Math.Max(1, widest);
    }

    // What a checkpoint knows the network by.
    private List<KeyValuePair<string, object>> Identity(Objective objective)
    {
        List<KeyValuePair<string, object>> parts = [new(nameof(Architecture), Architecture), new(nameof(Objective), objective)];
        if (Input.Columns.Count > 0)
        {
            parts.Add(new(nameof(Input.Columns), Input.Digest()));
        }

        return parts;
    }

    private void CheckData(TrainingData data, string noun)
    {
        if (data.RowShape != Input.Shape)
        {
            throw new ArgumentException($"The {noun} rows have shape {data.RowShape}; the network takes {Input.Shape}.", noun);
        }

        if (data.LabelType != Objective.LabelType)
        {
            throw new ArgumentException($"The {noun} labels are {data.LabelType}; the objective takes {Objective.LabelType}.", noun);
        }

        if (data.LabelSize != Objective.LabelSize)
        {
            throw new ArgumentException($"The {noun} labels have {data.LabelSize} values a row; the objective takes {Objective.LabelSize}.", noun);
        }

        if (Objective.NeedsGroups && !data.HasGroups)
        {
            throw new ArgumentException($"The {noun} rows are in no groups; {Objective.GetType().Name} learns the order within groups. Give each row its group's number.", noun);
        }
    }

    private Shape BatchShape(int rows)
    {
        Span<int> axes = stackalloc int[Input.Shape.Rank + 1];
        axes[0] = rows;
        Input.Shape.CopyTo(axes[1..]);
        return Shape.Create(axes);
    }
}
