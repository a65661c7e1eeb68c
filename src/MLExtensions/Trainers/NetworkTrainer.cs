using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Persistence;
using MLExtensions.Rows;
using MLExtensions.Scoring;
using MLExtensions.Tasks;
using MLExtensions.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions;

/// <summary>Trains a network in an ML.NET pipeline. Made by <c>Network</c> and its siblings on the binary, multiclass, regression and ranking catalogs.</summary>
public sealed class NetworkTrainer : ITrainerEstimator<NetworkTransformer, Network>
{
    private readonly IHost _host;
    private readonly NetworkTask _task;
    private readonly NetworkTrainerOptions _options;

    internal NetworkTrainer(IHostEnvironment environment, NetworkTask task, NetworkTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        task.CheckOptions(options);
        _host = environment.Register(nameof(NetworkTrainer));
        _task = task;
        _options = options with
        {
            FeatureColumnNames = [.. options.FeatureColumnNames],
            ColumnEncodings = options.ColumnEncodings.ToDictionary(),
            ColumnInputs = options.ColumnInputs.ToDictionary(),
            ClassWeights = options.ClassWeights is { } weights ? [.. weights] : null,
        };
        Seed = options.Seed ?? MLNetInternals.SeedOf(environment);
        Info = MLNetInternals.TrainerInfo(needsNormalization: false, needsCalibration: false, wantsCaching: false, supportsValidation: true);
    }

    /// <summary>What the trainer wants: no normalised features, since the network standardises them itself; no cached data, since it keeps the rows where they fit; validation data if there is any.</summary>
    public TrainerInfo Info { get; }

    private int? Seed { get; }

    /// <summary>Trains on the rows of a data view, less those that the options hold out for validation: by <see cref="NetworkTrainerOptions.ValidationColumnName"/>, else by <see cref="NetworkTrainerOptions.ValidationFraction"/>.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>The trained network.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The data cannot be learnt from: no rows, one class only, an infinite value, or a missing one where the options refuse it; the loss diverged in the first epoch; or the checkpoint is of another run.</exception>
    /// <exception cref="ArgumentException">A label is none that the loss can learn, such as a negative count, or all row weights are 0.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="IOException">The checkpoint's path cannot be written.</exception>
    public NetworkTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return FitCore(input, validation: null);
    }

    /// <summary>Trains on one data view and validates on another, which has gone through the same featurisers. Of the training data nothing is held out, whatever the options say.</summary>
    /// <param name="trainData">The training data.</param>
    /// <param name="validationData">The validation data: decides on early stopping and on which epoch's weights are kept.</param>
    /// <returns>The trained network.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The data cannot be learnt from: no rows, one class only, an infinite value, or a missing one where the options refuse it; the loss diverged in the first epoch; or the checkpoint is of another run.</exception>
    /// <exception cref="ArgumentException">A label is none that the loss can learn, such as a negative count, or all row weights are 0.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="IOException">The checkpoint's path cannot be written.</exception>
    public NetworkTransformer Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        ArgumentNullException.ThrowIfNull(validationData);
        return FitCore(trainData, validationData);
    }

    /// <summary>The columns that the trained network will add.</summary>
    /// <param name="inputSchema">The columns that the pipeline has before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!_options.OriginalColumns)
        {
            // A promise does not tell of columns that others hide.
            CheckFeatures(name => SchemaColumns.Find(inputSchema, name, "feature"));
        }

        CheckColumns((name, role) => SchemaColumns.Find(inputSchema, name, role));

        var label = inputSchema.First(column => column.Name == _options.LabelColumnName);
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var column in _task.OutputShape(label))
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    private NetworkTransformer FitCore(IDataView training, IDataView? validation)
    {
        using var channel = _host.Start("Training");
        ThrowIfCancelled();
        var schema = training.Schema;
        CheckFeatures(name => ColumnShape.Of(FeatureColumns.Find(schema, name, _options)));
        CheckColumns((name, role) => ColumnShape.Of(SchemaColumns.Find(schema, name, role)));
        var label = schema[_options.LabelColumnName];
        if (validation is not null)
        {
            CheckSameLabel(label, SchemaColumns.Find(validation.Schema, _options.LabelColumnName, "label"));
            if (_options.ValidationColumnName is not null)
            {
                channel.Warning(MessageSensitivity.Schema, $"The validation column '{_options.ValidationColumnName}' is not looked at, as Fit was given validation data: all training rows are trained on.");
            }
        }

        // A run that is to be resumed must be the same one in the next process.
        int seed = Seed ?? (_options.Checkpoint is null ? Random.Shared.Next() : 0);
        List<string> remarks = [];
        var features = FeatureColumns.Learn(training, _options, MissingInData, split: validation is null, ThrowIfCancelled, remarks);
        var source = new RowSource(training, _task, _options, features, "training", split: validation is null);
        var scan = RowScan.Run(source, _options, seed, ThrowIfCancelled);
        Report(channel, source, scan, remarks);

        // From here on, cancelling ends training with the best network so far.
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_options.CancellationToken);
        var objective = _task.CreateObjective(label, scan.Labels);
        var network = Network.Create(_options.Architecture, objective, scan.Input, seed);
        var sets = Divide(channel, source.With(scan.Features), scan, validation, objective.LabelType, seed, cancellation);
        channel.Info(MessageSensitivity.None, $"Training {_options.Architecture.GetType().Name}: {network.Module.Parameters.Sum(parameter => parameter.Shape.Length)} parameters, {sets.Training.RowCount} rows, {sets.Validation?.RowCount ?? 0} for validation, seed {seed}, on the CPU.");
        network.Train(sets.Training, sets.Validation, _options.ToTrainingOptions(sets.Training.RowCount!.Value) with
        {
            Seed = seed,
            Progress = new TrainingReporter(_host, channel, _options.Progress, cancellation),
            CancellationToken = cancellation.Token,
            Log = message => channel.Info(MessageSensitivity.None, message),
        });
        var history = network.History!;
        if (history.StopReason == StopReason.Diverged)
        {
            channel.Warning(MessageSensitivity.None, $"The loss diverged after epoch {history.Epochs.Count}; a lower LearningRate than {_options.LearningRate} may help.");
        }

        channel.Info(MessageSensitivity.None, $"Trained {history.Epochs.Count} epochs in {history.Duration.TotalSeconds:F1} s ({history.StopReason}); the weights are those of epoch {history.BestEpoch}.");
        return new NetworkTransformer(network, scan.Features, _task.CreateScoreColumns(label));
    }

    /// <summary>What the options say of missing values, before it is known which columns have any.</summary>
    private MissingHandling MissingInData => _options.MissingValues switch
    {
        MissingValues.Mean => MissingHandling.Replace,
        MissingValues.Error => MissingHandling.Refuse,
        _ => MissingHandling.Indicate,
    };

    private TrainingSets Divide(
        IChannel channel, RowSource source, ScannedRows scan, IDataView? validation, ElementType labelType, int seed, CancellationTokenSource cancellation)
    {
        void Poll()
        {
            if (MLNetInternals.IsCanceled(_host))
            {
                cancellation.Cancel();
            }
        }

        long bytes = _options.CacheMegabytes * (1L << 20);
        if (scan.Store is null)
        {
            channel.Info(MessageSensitivity.None, $"The training rows do not fit into {_options.CacheMegabytes} MB: they are read again in every epoch.");
        }

        if (validation is null)
        {
            return TrainingSets.Divide(source, scan, _options.ValidationFraction, _options.RowsToHoldOutFrom, seed, labelType, bytes, ThrowIfCancelled, Poll);
        }

        var held = new RowSource(validation, _task, _options, scan.Features, "validation", split: false);
        var rows = TrainingSets.Load(held, _ => true, labelType, digest: null, bytes, ThrowIfCancelled, Poll, out long skipped);
        ReportSkipped(channel, "validation", skipped);
        return rows.RowCount > 0
            ? new TrainingSets(TrainingSets.All(source, scan, labelType, Poll), rows)
            : throw Empty("validation", skipped > 0 ? $"the label column '{_options.LabelColumnName}' is missing in all {skipped}" : "it is empty");
    }

    private void Report(IChannel channel, RowSource source, ScannedRows scan, IEnumerable<string> remarks)
    {
        ReportSkipped(channel, source.Role, scan.Skipped);
        if (scan.Count == 0)
        {
            throw Empty(
                source.Role,
                scan.HeldCount > 0 ? $"column '{_options.ValidationColumnName}' is true in every row"
                : scan.Skipped > 0 ? $"the label column '{_options.LabelColumnName}' is missing in all {scan.Skipped}"
                : "it is empty");
        }

        if (source.Held is not null && scan.HeldCount == 0)
        {
            throw Empty("validation", $"column '{_options.ValidationColumnName}' is true in no row");
        }

        foreach (string remark in remarks.Concat(scan.Remarks))
        {
            channel.Info(MessageSensitivity.Schema, remark);
        }
    }

    private void ReportSkipped(IChannel channel, string role, long skipped)
    {
        if (skipped > 0)
        {
            channel.Warning(
                MessageSensitivity.Schema, $"Left out {skipped} rows of the {role} data, whose label in column '{_options.LabelColumnName}' is missing.");
        }
    }

    private static InvalidOperationException Empty(string role, string reason) =>
        new($"The {role} data has no rows to use: {reason}.");

    private static void CheckSameLabel(DataViewSchema.Column training, DataViewSchema.Column validation)
    {
        const string Advice = "Transform both with the same fitted pipeline.";
        if (!training.Type.Equals(validation.Type))
        {
            throw new ArgumentOutOfRangeException(
                nameof(validation), $"The label column '{training.Name}' is {validation.Type} in the validation data and {training.Type} in the training data. {Advice}");
        }

        if (training.Type is KeyDataViewType { Count: <= int.MaxValue } key
            && LabelValues.Of(training, (int)key.Count)?.ToStrings() is { } names
            && LabelValues.Of(validation, (int)key.Count)?.ToStrings() is { } others
            && !names.SequenceEqual(others))
        {
            throw new ArgumentOutOfRangeException(
                nameof(validation), $"The keys of the label column '{training.Name}' stand for other values in the validation data than in the training data. {Advice}");
        }
    }

    private void ThrowIfCancelled()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        if (MLNetInternals.IsCanceled(_host))
        {
            throw new OperationCanceledException("The MLContext was cancelled.");
        }
    }

    /// <summary>Throws where a feature column is missing or of the wrong type.</summary>
    /// <param name="find">Finds one by name in a schema of either kind.</param>
    private void CheckFeatures(Func<string, ColumnShape> find)
    {
        foreach (string name in _options.FeatureColumnNames)
        {
            FeatureColumns.Check(find(name), _options);
        }
    }

    /// <summary>Throws where another column that the options name is missing or of the wrong type.</summary>
    /// <param name="find">Finds a column by name and role in a schema of either kind.</param>
    private void CheckColumns(Func<string, string, ColumnShape> find)
    {
        if (_options.ExampleWeightColumnName is { } weightName
            && find(weightName, "weight") is var weight && !(weight.Kind == VectorKind.Scalar && weight.IsNumeric))
        {
            throw SchemaColumns.Mismatch("weight", weight, "a scalar number of at least 0", "Convert it before the network.");
        }

        if (_options.ValidationColumnName is { } validationName
            && find(validationName, "validation") is var validation && !(validation.Kind == VectorKind.Scalar && validation.ItemType is BooleanDataViewType))
        {
            throw SchemaColumns.Mismatch("validation", validation, "Boolean, true in the rows to hold out", "Convert it before the network.");
        }

        if (_task.HasGroups && find(_options.GroupColumnName, "row group") is var group && !(group.Kind == VectorKind.Scalar && group.IsKey))
        {
            throw SchemaColumns.Mismatch("row group", group, "a key", $"Put Conversion.MapValueToKey(\"{group.Name}\") in the pipeline before the network.");
        }

        _task.CheckLabel(find(_options.LabelColumnName, "label"));
    }
}
