using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLExtensions.AutoML;

/// <summary>What a search found.</summary>
public sealed class ExperimentResult : IDisposable
{
    private readonly SearchSettings _settings;
    private readonly TrialExecutor _executor;
    private readonly int _seed;
    private readonly Dictionary<int, SearchTrial> _trials;
    private readonly TemporaryFolder? _temporary;
    private readonly Lazy<ITransformer> _bestModel;

    internal ExperimentResult(SearchSettings settings, TrialExecutor executor, int seed, IReadOnlyList<SearchTrial> trials, TimeSpan elapsed, TemporaryFolder? temporary)
    {
        _settings = settings;
        _executor = executor;
        _seed = seed;
        _trials = trials.ToDictionary(trial => trial.Id);
        _temporary = temporary;
        _bestModel = new Lazy<ITransformer>(() => LoadModel(Best!.TrialId, fold: 0));
        Elapsed = elapsed;
        Leaderboard =
        [
            .. trials.Select(trial => trial.ToRecord(trial.End!))
                .OrderBy(record => record.Metric is { } metric ? settings.Metric.LossOf(metric) : double.PositiveInfinity)
                .ThenBy(record => record.TrialId),
        ];
        Best = Leaderboard[0];
    }

    /// <summary>
    /// All trials that ended, also those of earlier processes, the best first, those without a metric last. Of the same metric the earlier trial comes first.
    /// </summary>
    public IReadOnlyList<TrialRecord> Leaderboard { get; }

    /// <summary>The best trial.</summary>
    public TrialRecord Best { get; }

    /// <summary>
    /// The best trial's model; of several folds the first fold's, as in ML.NET. It is read from the disk when it is first asked for. <see cref="Refit(IDataView, CancellationToken)"/> gives one that was trained on all rows.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ITransformer BestModel => _bestModel.Value;

    /// <summary>What trials were compared by, such as "AreaUnderRocCurve".</summary>
    public string MetricName => _settings.Metric.MetricName;

    /// <summary>Whether a larger metric is better.</summary>
    public bool IsMaximize => _settings.Metric.IsMaximize;

    /// <summary>How long the search took, its earlier processes included.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The folder with the journal and the trials' files.</summary>
    public string Folder => _settings.Folder!;

    /// <summary>Trains the best trial's pipeline, with its values and its seed, on other rows, such as all of them. Networks are trained to their own end, also where the trial was pruned.</summary>
    /// <param name="data">The rows; with the columns of the search's.</param>
    /// <param name="cancellationToken">Ends training: networks give the best so far where they have any.</param>
    /// <returns>The trained pipeline.</returns>
    /// <exception cref="ArgumentNullException">The data are null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before there was a model.</exception>
    public ITransformer Refit(IDataView data, CancellationToken cancellationToken = default) => Refit(Best, data, cancellationToken);

    /// <summary>The same for any trial of the leaderboard, also for one that has no metric.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="data">The rows; with the columns of the search's.</param>
    /// <param name="cancellationToken">Ends training: networks give the best so far where they have any.</param>
    /// <returns>The trained pipeline.</returns>
    /// <exception cref="ArgumentNullException">The trial or the data are null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before there was a model.</exception>
    public ITransformer Refit(TrialRecord trial, IDataView data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(data);
        var own = _executor.CreateContext(TrialSeed.Of(_seed, trial.TrialId));
        own.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Info)
            {
                using var channel = ((IChannelProvider)_settings.Context).Start("Refit");
                channel.Info(MessageSensitivity.All, e.RawMessage);
            }
        };
        using var registration = cancellationToken.Register(() => Persistence.MLNetInternals.CancelExecution(own));
        TrialScope.Attach(own, new TrialScope { CancellationToken = cancellationToken });
        return _executor.Build(own, trial.Parameter).Fit(data);
    }

    /// <summary>
    /// Chooses some of the trials and their weights by what they predicted of rows that they were not trained on (<see cref="EnsembleOptions"/> says how), and makes one model of them. Of several folds all
    /// of a trial's models are in it, each with a share of its weight.
    /// </summary>
    /// <param name="options">How; null, the default, for the defaults.</param>
    /// <param name="refitOn">Rows, such as all of them, on which each chosen trial is trained anew to be in it in place of the folds' models: smaller and faster by as many as there are folds. Null, the default, to take the folds' models.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">The metric is one of the user's own, or no trial's predictions can be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">A model or predictions cannot be read.</exception>
    public ExperimentEnsemble CreateEnsemble(EnsembleOptions? options = null, IDataView? refitOn = null, CancellationToken cancellationToken = default) =>
        ExperimentEnsembles.Create(this, options ?? new EnsembleOptions(), refitOn, cancellationToken);

    /// <summary>
    /// Writes a page of its own that a browser shows: leaderboard, learning curves, the metric against each parameter, and of the best model confusion matrix or residuals, thresholds and the importance of columns.
    /// </summary>
    /// <param name="path">The file, such as "report.html"; one that is there is replaced at once, when the new one is whole.</param>
    /// <param name="options">Title, ensemble, importance; null, the default, for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The file cannot be written, or the model cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void SaveReport(string path, ExperimentReportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ExperimentReports.Create(this, options ?? new ExperimentReportOptions(), cancellationToken).Save(path);
    }

    /// <summary>Removes the search's files where it was given no folder. Models that were asked for stay usable.</summary>
    public void Dispose() => _temporary?.Dispose();

    /// <summary>What the search was about.</summary>
    internal SearchSettings Settings => _settings;

    /// <summary>The names of a trial's files, models in order of folds; none where it has no metric.</summary>
    internal int FoldCount(int trialId) => Kept(trialId)?.FoldMetrics.Count ?? 0;

    /// <summary>The rows that the first fold's models were not trained on.</summary>
    internal IDataView HeldOutRows() => _settings.Data.Folds(_settings.Context, _seed)[0].TestSet;

    /// <summary>The model of a trial and a fold.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal ITransformer LoadModel(int trialId, int fold) =>
        _settings.Context.Model.Load(PathOf(trialId, Kept(trialId)!.Files[fold]), out _);

    /// <summary>What a trial's models predicted; null where it has no metric, or predictions of a kind that is not known.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal TrialPredictions? LoadPredictions(int trialId) =>
        Kept(trialId) is { } report && report.Files.Count > report.FoldMetrics.Count ? TrialPredictionsFile.Read(PathOf(trialId, report.Files[^1])) : null;

    private TrialReport? Kept(int trialId) =>
        _trials.TryGetValue(trialId, out var trial) && trial.End!.Status is TrialStatus.Completed or TrialStatus.Pruned
            ? trial.Reports.LastOrDefault(report => report.Metric is not null)
            : null;

    private string PathOf(int trialId, string name) => new TrialFiles(TrialFiles.FolderOf(Folder, trialId)).Resolve(name);
}
