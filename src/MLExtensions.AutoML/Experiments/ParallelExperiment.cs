using MLExtensions.Persistence;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using static Microsoft.ML.DataOperationsCatalog;

namespace MLExtensions.AutoML;

/// <summary>
/// Searches for the best pipeline and its values, as <see cref="AutoMLExperiment"/> does, with trials in parallel. Made by <c>mlContext.Auto().CreateParallelExperiment()</c>.
/// </summary>
/// <remarks>
/// <para>
/// A trial that throws, whose metric is not a number, that needs too much memory or takes too long is recorded with its reason, and the search goes on. In this process a trial is asked to
/// stop, by a token (networks) and by <c>MLContext.CancelExecution</c> (the others); one that does not obey is left behind on its thread, and what it holds is not freed. Where trials may
/// crash, hang or fill the memory, use <see cref="SetWorkerProcesses"/>: a process can be killed.
/// </para>
/// <para>
/// With a seed, the number of trials and tuners that depend on their own seed alone, the same trials are run and give the same metrics, for any number of parallel trials up to
/// the window of <see cref="SetParallelTrials"/>, and if the search is interrupted and gone on with; so far as the trainers themselves give the same model for the same seed, as networks do. Where only
/// a budget in seconds is set, which is never the same twice, no trial is waited for: the tuner learns of each as it ends.
/// </para>
/// <para>
/// In one process, estimators that are appended as they are, not by a factory, are shared by all trials, and are fitted by several threads at once. Featurisers can be; a trainer
/// should be given as a <see cref="SweepableEstimator"/>, whose factory makes a new one each time.
/// </para>
/// An experiment is run once. To go on with a search, set it up again with the same <see cref="SetFolder"/>.
/// </remarks>
public sealed class ParallelExperiment
{
    // Whatever the number of processors, so that a seed gives the same search on every machine.
    private const int DefaultWindow = 4;
    private readonly MLContext _context;
    private SweepablePipeline? _pipeline;
    private SearchData? _data;
    private TrialMetric? _metric;
    private ITuner? _tuner;
    private IMonitor? _monitor;
    private IProgress<SearchUpdate>? _progress;
    private uint? _seconds;
    private int? _trials;
    private double? _megabytes;
    private int? _parallel;
    private int? _threads;
    private int? _window;
    private SuccessiveHalvingOptions? _halving;
    private double? _trialSeconds;
    private string? _folder;
    private string? _warmStart;
    private int? _seed;
    private WorkerProcessOptions? _workers;
    private ITrialDispatcher? _dispatcher;
    private bool _hasRun;

    internal ParallelExperiment(MLContext context) => _context = context;

    /// <summary>Sets what is tried.</summary>
    /// <param name="pipeline">A pipeline with sweepable estimators.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public ParallelExperiment SetPipeline(SweepablePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _pipeline = pipeline;
        return this;
    }

    /// <summary>Trains on some rows and evaluates on others.</summary>
    /// <param name="train">The rows to train on.</param>
    /// <param name="validation">The rows to evaluate on.</param>
    /// <exception cref="ArgumentNullException">One is null.</exception>
    public ParallelExperiment SetDataset(IDataView train, IDataView validation)
    {
        _data = SearchData.Divided(train, validation);
        return this;
    }

    /// <summary>Trains on the training rows of a split and evaluates on its test rows.</summary>
    /// <param name="trainValidationSplit">The split.</param>
    public ParallelExperiment SetDataset(TrainTestData trainValidationSplit) => SetDataset(trainValidationSplit.TrainSet, trainValidationSplit.TestSet);

    /// <summary>Cross-validates each trial: its metric is the mean over the folds, its model the first fold's, as in ML.NET (<see cref="ExperimentResult.Refit(IDataView, CancellationToken)"/> trains on all rows).</summary>
    /// <param name="dataset">All rows. They are read by each trial and fold; a text file is best cached (<c>mlContext.Data.Cache</c>) where it fits.</param>
    /// <param name="fold">The number of folds. Default 10, as in AutoML; at least 2.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in one fold; null, the default, for none.</param>
    /// <exception cref="ArgumentNullException">The data set is null.</exception>
    /// <exception cref="ArgumentException">The column is not there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds.</exception>
    public ParallelExperiment SetDataset(IDataView dataset, int fold = 10, string? samplingKeyColumnName = null)
    {
        _data = SearchData.CrossValidated(dataset, fold, samplingKeyColumnName);
        return this;
    }

    /// <summary>Compares binary classifiers.</summary>
    /// <param name="metric">By what. All of them are better the larger they are.</param>
    /// <param name="labelColumn">The label's column. Default "Label".</param>
    /// <param name="predictedColumn">The predicted label's column. Default "PredictedLabel".</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such metric.</exception>
    public ParallelExperiment SetBinaryClassificationMetric(BinaryClassificationMetric metric, string labelColumn = "Label", string predictedColumn = "PredictedLabel") =>
        SetMetric(TrialMetric.For(metric, labelColumn, predictedColumn));

    /// <summary>Compares classifiers of several classes.</summary>
    /// <param name="metric">By what. <see cref="MulticlassClassificationMetric.LogLoss"/> is better the smaller it is, the others the larger.</param>
    /// <param name="labelColumn">The label's column, a key where it is evaluated. Default "Label".</param>
    /// <param name="predictedColumn">The predicted label's column. Default "PredictedLabel".</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such metric.</exception>
    public ParallelExperiment SetMulticlassClassificationMetric(MulticlassClassificationMetric metric, string labelColumn = "Label", string predictedColumn = "PredictedLabel") =>
        SetMetric(TrialMetric.For(metric, labelColumn, predictedColumn));

    /// <summary>Compares regressors.</summary>
    /// <param name="metric">By what. <see cref="RegressionMetric.RSquared"/> is better the larger it is, the others the smaller.</param>
    /// <param name="labelColumn">The label's column. Default "Label".</param>
    /// <param name="scoreColumn">The score's column. Default "Score".</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such metric.</exception>
    public ParallelExperiment SetRegressionMetric(RegressionMetric metric, string labelColumn = "Label", string scoreColumn = "Score") =>
        SetMetric(TrialMetric.For(metric, labelColumn, scoreColumn));

    /// <summary>Compares trials by a metric of one's own. It is called for each fold, by several threads.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="labelColumn">The label's column, for the predictions that are kept. Default "Label".</param>
    /// <exception cref="ArgumentNullException">One is null.</exception>
    public ParallelExperiment SetEvaluateMetric(IEvaluateMetricManager metric, string labelColumn = "Label")
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentException.ThrowIfNullOrEmpty(labelColumn);
        return SetMetric(TrialMetric.For(metric, labelColumn));
    }

    /// <summary>Sets who proposes values. Default <see cref="TpeTuner"/>, which begins with each trainer's defaults, then with settings of ML.NET's trainers that are good on many data sets.</summary>
    /// <param name="tuner">
    /// A tuner that has proposed nothing yet, made for the pipeline's search space or for one that has it under the key "_pipeline_", as <see cref="AutoMLExperiment"/>'s has. It is called from
    /// one thread, but proposes ahead: <see cref="SetParallelTrials"/> says by how much. A trial without a metric has the loss <see cref="double.MaxValue"/>, as in AutoML. With a seed
    /// (<see cref="SetSeed"/>) every trial is said to have taken one second, since proposals that depend on the time that trials take are never the same twice.
    /// </param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public ParallelExperiment SetTuner(ITuner tuner)
    {
        ArgumentNullException.ThrowIfNull(tuner);
        _tuner = tuner;
        return this;
    }

    /// <summary>Sets who is told of trials, from one thread. The models of the results are null: they are on the disk.</summary>
    /// <param name="monitor">The monitor. What it throws is logged and does not end the search.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public ParallelExperiment SetMonitor(IMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        _monitor = monitor;
        return this;
    }

    /// <summary>Sets who is told of everything that happens, epochs too, from one thread.</summary>
    /// <param name="progress">Told of it. What it throws is logged and does not end the search.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public ParallelExperiment SetProgress(IProgress<SearchUpdate> progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        _progress = progress;
        return this;
    }

    /// <summary>
    /// Ends the search after so many seconds; trials that run then are cancelled. Of a search that goes on (<see cref="SetFolder"/>) the seconds of its earlier processes count, up to the last trial that ended.
    /// Needed where <see cref="SetMaxModelToExplore"/> is not set.
    /// </summary>
    /// <param name="trainingTimeInSeconds">The seconds; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is 0.</exception>
    public ParallelExperiment SetTrainingTimeInSeconds(uint trainingTimeInSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(trainingTimeInSeconds);
        _seconds = trainingTimeInSeconds;
        return this;
    }

    /// <summary>Ends the search after so many trials, those of its earlier processes and failed ones included.</summary>
    /// <param name="maxModel">The trials; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not over 0.</exception>
    public ParallelExperiment SetMaxModelToExplore(int maxModel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxModel);
        _trials = maxModel;
        return this;
    }

    /// <summary>
    /// Keeps the search within so much memory: that of this process, or of all its worker processes together. Another trial starts only where it would fit if it is like those that run. Where
    /// they use more, one makes room, and runs again when it is alone; one that uses more alone is recorded as out of memory.
    /// </summary>
    /// <param name="value">Megabytes of resident memory; over 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not over 0.</exception>
    public ParallelExperiment SetMaximumMemoryUsageInMegaByte(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        if (double.IsNaN(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "The memory is not a number of megabytes; expected one over 0.");
        }

        _megabytes = value;
        return this;
    }

    /// <summary>Sets how many trials run at once.</summary>
    /// <param name="trials">The trials; at least 1. Where this method is not called, as many as there are processors, 4 at most.</param>
    /// <param name="threadsPerTrial">
    /// Threads that a trial may use: networks keep to it, in worker processes other trainers too. Null, the default, shares the processors among the trials, one at least each.
    /// </param>
    /// <param name="window">
    /// How far proposals run ahead: a trial is proposed when all but so many of those before it have ended and the tuner knows of them, and no more than so many trials run at once. The same window gives
    /// the same proposals for any number of parallel trials. Null, the default, is 4, or the number of trials where that is more. With <see cref="SetSuccessiveHalving"/> it has no effect: there a bracket is proposed when all but the one before it have ended. Nor has it
    /// where no number of trials is set: there a trial is proposed when nothing else is left to be run.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">One is not over 0.</exception>
    public ParallelExperiment SetParallelTrials(int trials, int? threadsPerTrial = null, int? window = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadsPerTrial ?? 1, nameof(threadsPerTrial));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window ?? 1, nameof(window));
        _parallel = trials;
        _threads = threadsPerTrial;
        _window = window;
        return this;
    }

    /// <summary>
    /// Runs trials in worker processes, so that one that crashes, hangs or fills the memory can be killed and is recorded. The program starts itself again: see <see cref="TrialWorker"/>.
    /// </summary>
    /// <param name="options">How; null, the default, for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ParallelExperiment SetWorkerProcesses(WorkerProcessOptions? options = null)
    {
        options ??= new WorkerProcessOptions();
        options.Validate();
        _workers = options;
        return this;
    }

    /// <summary>Runs trials elsewhere, by one's own means.</summary>
    /// <param name="dispatcher">Who runs them; disposed at the end of the search where it can be.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public ParallelExperiment SetDispatcher(ITrialDispatcher dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        _dispatcher = dispatcher;
        return this;
    }

    /// <summary>Trains networks for a few epochs first, and goes on with the best of them.</summary>
    /// <param name="options">How; null, the default, for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ParallelExperiment SetSuccessiveHalving(SuccessiveHalvingOptions? options = null)
    {
        options ??= new SuccessiveHalvingOptions();
        options.Validate();
        _halving = options;
        return this;
    }

    /// <summary>Gives up trials that take longer, all folds and rungs together. Default: none.</summary>
    /// <param name="seconds">The seconds; over 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not over 0.</exception>
    public ParallelExperiment SetTrialTimeInSeconds(double seconds)
    {
        if (!(seconds > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(seconds), $"The trial's time is {seconds} seconds; expected over 0.");
        }

        _trialSeconds = seconds;
        return this;
    }

    /// <summary>
    /// Keeps the search in a folder: a journal, to which each trial is written as it ends, and each trial's models and predictions. Where the folder has a journal of the same search, it is gone on with, and
    /// no finished trial is repeated; that of another search is an error, and nothing is changed. Default: a temporary folder, which is removed with the result or the process.
    /// </summary>
    /// <param name="folder">The folder; made where it is missing. For one search at a time.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ParallelExperiment SetFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = folder;
        return this;
    }

    /// <summary>Lets the tuner learn from an earlier search with the same metric and search space, on whatever data, before it proposes.</summary>
    /// <param name="folder">The folder of the earlier search.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ParallelExperiment SetWarmStart(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _warmStart = folder;
        return this;
    }

    /// <summary>Sets the seed of proposals, folds and trials. Default: that of the <c>MLContext</c>, or where that has none a random one.</summary>
    /// <param name="seed">The seed.</param>
    public ParallelExperiment SetSeed(int seed)
    {
        _seed = seed;
        return this;
    }

    /// <summary>Runs the search: <see cref="RunAsync"/>, waited for.</summary>
    /// <returns>What it found.</returns>
    public ExperimentResult Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the search on a thread of its own.</summary>
    /// <param name="cancellationToken">Ends the search with what it has found so far.</param>
    /// <returns>What it found.</returns>
    /// <exception cref="InvalidOperationException">
    /// Something needed was not set; the folder's journal is of another search; every trial failed, as the message says; or worker processes cannot be used.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled before a trial had a metric.</exception>
    /// <exception cref="TimeoutException">Its time was over before a trial had a metric.</exception>
    /// <exception cref="InvalidDataException">The folder's journal is damaged.</exception>
    /// <exception cref="IOException">The folder cannot be written; what was found so far is in the journal.</exception>
    public Task<ExperimentResult> RunAsync(CancellationToken cancellationToken = default)
    {
        if (TrialWorker.IsUnawareWorker)
        {
            throw new InvalidOperationException("This process was started as a worker of a search, and would start one itself: call TrialWorker.TryRun(args, ...) before anything else.");
        }

        if (_hasRun)
        {
            throw new InvalidOperationException("The experiment has been run. Set up another; with SetFolder it can go on with this search.");
        }

        var settings = Settings();
        _hasRun = true;

        // Not a thread of the pool, which trials may keep busy: the search must end in time.
        var completion = new TaskCompletionSource<ExperimentResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                completion.SetResult(Search.Run(settings, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                completion.SetCanceled(cancellationToken);
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        })
        { IsBackground = true, Name = "Search" }.Start();
        return completion.Task;
    }

    /// <summary>Who runs trials of this experiment on threads of this process.</summary>
    internal TrialExecutor CreateExecutor(int seed) => new(_context, Needed(_pipeline, nameof(SetPipeline)), Needed(_data, nameof(SetDataset)), NeededMetric, seed);

    /// <summary>What this experiment is, but for what a search adds.</summary>
    internal Dictionary<string, string> Describe() => SearchIdentity.Describe(Needed(_pipeline, nameof(SetPipeline)), NeededMetric, Needed(_data, nameof(SetDataset)));

    private TrialMetric NeededMetric => Needed(_metric, $"{nameof(SetBinaryClassificationMetric)}, {nameof(SetMulticlassClassificationMetric)} or {nameof(SetRegressionMetric)}");

    private SearchSettings Settings()
    {
        var pipeline = Needed(_pipeline, nameof(SetPipeline));
        var data = Needed(_data, nameof(SetDataset));
        var metric = NeededMetric;
        if (_seconds is null && _trials is null)
        {
            throw new InvalidOperationException($"The search has no end. Call {nameof(SetTrainingTimeInSeconds)} or {nameof(SetMaxModelToExplore)}.");
        }

        if (_workers is not null && _dispatcher is not null)
        {
            throw new InvalidOperationException($"Both {nameof(SetWorkerProcesses)} and {nameof(SetDispatcher)} were called; expected one of them.");
        }

        var tuner = _tuner;
        int parallel = _parallel ?? Math.Min(DefaultWindow, Environment.ProcessorCount);
        return new SearchSettings
        {
            Context = _context,
            Pipeline = pipeline,
            Data = data,
            Metric = metric,
            CreateTuner = tuner is null ? (space, seed) => new TpeTuner(space, seed, new TpeTunerOptions { StartingPoints = KnownSettings.Of(pipeline) }) : (_, _) => tuner,
            TunerName = tuner?.GetType().Name ?? nameof(TpeTuner),
            Monitor = _monitor,
            Progress = _progress,
            Seconds = _seconds,
            Trials = _trials,
            Megabytes = _megabytes,
            Parallel = parallel,
            ThreadsPerTrial = _threads ?? Math.Max(1, Environment.ProcessorCount / parallel),
            Window = _window ?? Math.Max(DefaultWindow, parallel),
            Halving = _halving,
            TrialSeconds = _trialSeconds,
            Folder = _folder is { } folder ? Path.GetFullPath(folder) : null,
            WarmStart = _warmStart,
            Seed = _seed ?? MLNetInternals.SeedOf(_context),
            Dispatcher = _dispatcher,
            Workers = _workers,
        };
    }

    private ParallelExperiment SetMetric(TrialMetric metric)
    {
        _metric = metric;
        return this;
    }

    private static T Needed<T>(T? value, string method)
        where T : class =>
        value ?? throw new InvalidOperationException($"The experiment is not complete. Call {method}.");
}
