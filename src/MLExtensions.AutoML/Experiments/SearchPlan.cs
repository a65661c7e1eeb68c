using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>
/// What a search does next, and what it knows: proposes trials, takes their reports, decides, writes the journal and tells the tuner. Where the number of trials is set, all of it depends on the reports and on
/// the order of trials alone, never on when a report came; so a search that goes on takes the same way, with the recorded reports in place of trials. Where only time ends the search, which is never the same
/// twice, no trial is waited for: the tuner is told of each as it ends, and where nothing is left to be run more is proposed.
/// </summary>
internal sealed class SearchPlan
{
    // While the last trials of a bracket of successive halving are trained for long, the next bracket's trials keep the machine busy.
    private const int OpenBrackets = 2;

    private readonly SearchSettings _settings;
    private readonly SearchTuner _tuner;
    private readonly Journal _journal;
    private readonly Func<double> _seconds;
    private readonly Action<SearchTrial, TrialRecord, bool> _onEnded;
    private readonly List<SearchBracket> _brackets = [];
    private readonly List<SearchTrial> _trials = [];
    private readonly Dictionary<int, TrialProposal> _recordedProposals = [];
    private readonly Dictionary<(int TrialId, int Rung), TrialReport> _recordedReports = [];
    private readonly Dictionary<int, TrialEnd> _recordedEnds = [];

    /// <param name="settings">The search.</param>
    /// <param name="tuner">Who proposes.</param>
    /// <param name="journal">Where it is written down, with what was recorded before.</param>
    /// <param name="seconds">The seconds since the search began.</param>
    /// <param name="onEnded">Told of each trial that ends, and whether that was known before.</param>
    public SearchPlan(SearchSettings settings, SearchTuner tuner, Journal journal, Func<double> seconds, Action<SearchTrial, TrialRecord, bool> onEnded)
    {
        _settings = settings;
        _tuner = tuner;
        _journal = journal;
        _seconds = seconds;
        _onEnded = onEnded;
        foreach (var entry in journal.Recorded)
        {
            if (entry.Proposed is { } proposal)
            {
                _recordedProposals[proposal.TrialId] = proposal;
            }
            else if (entry.Report is { } report)
            {
                _recordedReports[(report.TrialId, report.Rung)] = report;
            }
            else if (entry.Ended is { } end)
            {
                _recordedEnds[end.TrialId] = end;
            }
        }
    }

    /// <summary>All trials that were proposed, in order of their numbers.</summary>
    public IReadOnlyList<SearchTrial> Trials => _trials;

    /// <summary>Whether the tuner proposed otherwise than the journal says: it does not depend on its seed alone.</summary>
    public bool HasOtherProposals { get; private set; }

    /// <summary>Whether the search ends: trials that still report are taken, and nothing more is proposed.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsDone => _trials.Count >= (_settings.Trials ?? int.MaxValue) && _brackets.TrueForAll(bracket => bracket.IsDone);

    /// <summary>The trials that can be started or gone on with, the most urgent first: those of earlier brackets, then in order of their numbers.</summary>
    public IEnumerable<SearchTrial> Runnable => Open.SelectMany(bracket => bracket.Pending);

    private bool HasFixedOrder => _settings.Trials is not null;

    private IEnumerable<SearchBracket> Open => _brackets.Where(bracket => !bracket.IsTold);

    private int BracketSize => _settings.Halving?.Trials ?? 1;

    private int Ahead => _settings.Halving is null ? _settings.Window : OpenBrackets;

    /// <summary>Proposes what can be proposed, and takes what was recorded.</summary>
    /// <exception cref="InvalidOperationException">The tuner proposed what is no parameter of the pipeline.</exception>
    public void Advance()
    {
        bool hasChanged;
        do
        {
            hasChanged = Propose();
            foreach (var trial in Runnable.ToList())
            {
                if (_recordedReports.Remove((trial.Id, trial.Reports.Count), out var report))
                {
                    Take(trial, report, isRecorded: true);
                    hasChanged = true;
                }
            }
        }
        while (hasChanged);
    }

    /// <summary>Proposes another trial, as none is left to be started, where that depends on no order.</summary>
    /// <returns>Whether there is one.</returns>
    public bool ProposeMore()
    {
        if (HasFixedOrder || IsClosed)
        {
            return false;
        }

        AddTrial();
        return true;
    }

    /// <summary>Epochs after which a trial's networks pause in the rung that it is in; null for their own end.</summary>
    public int? PauseAfter(SearchTrial trial) => BracketOf(trial).PauseAfter;

    /// <summary>Takes what a trial gave.</summary>
    public void Take(SearchTrial trial, TrialReport report) => Take(trial, report, isRecorded: false);

    /// <summary>What becomes of the trials that had not ended when the search did: those that have a metric keep it. They go on where the search does.</summary>
    public void Leave()
    {
        List<JournalEntry> entries = [];
        foreach (var trial in _trials.Where(trial => trial.End is null && (trial.StartedAtUtc is not null || trial.Reports.Count > 0)))
        {
            Settle(trial, trial.Metric is null ? new TrialEnd(trial.Id, TrialStatus.Cancelled, "The search ended while it ran.") : new TrialEnd(trial.Id, TrialStatus.Pruned, null), entries);
        }

        Append(entries);
    }

    private bool Propose()
    {
        int first = _trials.Count;

        // Without a fixed order, what was proposed before stands, whatever was known then.
        while (HasFixedOrder
            ? _trials.Count < _settings.Trials && (Open.Count() < Ahead || !_brackets[^1].IsFull)
            : _recordedProposals.ContainsKey(_trials.Count))
        {
            AddTrial();
        }

        return _trials.Count > first;
    }

    private void AddTrial()
    {
        int id = _trials.Count;
        if (id % BracketSize == 0)
        {
            _brackets.Add(new SearchBracket(Math.Min(BracketSize, (_settings.Trials ?? int.MaxValue) - id), _settings.Metric, _settings.Halving));
        }

        List<JournalEntry> entries = [];
        _trials.Add(Propose(id, entries));
        _brackets[^1].Add(_trials[^1]);
        Append(entries);
    }

    private SearchTrial Propose(int id, List<JournalEntry> entries)
    {
        var parameter = _tuner.Propose(id);
        var values = SearchTuner.PipelineOf(parameter)!;
        string json = TrialJson.WriteParameter(values);
        if (_recordedProposals.TryGetValue(id, out var recorded))
        {
            if (recorded.Parameter != json)
            {
                HasOtherProposals |= HasFixedOrder;
                var known = TrialJson.ReadParameter(recorded.Parameter);
                parameter = ReferenceEquals(values, parameter)
                    ? known
                    : Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>(SearchTuner.PipelineKey, known));
            }

            return new SearchTrial(recorded, parameter, PipelineNames.CanPause(_settings.Pipeline, SearchTuner.PipelineOf(parameter)!));
        }

        var proposal = new TrialProposal(id, PipelineNames.Of(_settings.Pipeline, values), json);
        entries.Add(new JournalEntry { Proposed = proposal });
        return new SearchTrial(proposal, parameter, PipelineNames.CanPause(_settings.Pipeline, values));
    }

    private void Take(SearchTrial trial, TrialReport report, bool isRecorded)
    {
        List<JournalEntry> entries = isRecorded ? [] : [new JournalEntry { Report = report }];
        List<SearchTrial> ended = [];
        trial.Add(report);
        if (report is not { Status: TrialStatus.Completed, CanContinue: true })
        {
            Settle(trial, new TrialEnd(trial.Id, report.Status, report.Reason), entries);
            ended.Add(trial);
        }

        var bracket = BracketOf(trial);
        while (bracket.Decide() is { } pruned)
        {
            foreach (var other in pruned)
            {
                Settle(other, new TrialEnd(other.Id, TrialStatus.Pruned, null), entries);
                ended.Add(other);
            }
        }

        Append(entries);
        ended.ForEach(CleanUp);
        Tell();
    }

    // Once it is written down that it has ended, and not before.
    private void CleanUp(SearchTrial trial)
    {
        var files = new TrialFiles(TrialFiles.FolderOf(_settings.Folder!, trial.Id));
        if (trial.End!.Status is TrialStatus.Completed or TrialStatus.Pruned)
        {
            files.KeepOnly(trial.Reports[^1].Rung);
        }
        else
        {
            files.Delete();
        }
    }

    private void Settle(SearchTrial trial, TrialEnd end, List<JournalEntry> entries)
    {
        trial.End = end;
        bool isKnown = _recordedEnds.TryGetValue(trial.Id, out var recorded) && recorded == end;
        if (!isKnown)
        {
            entries.Add(new JournalEntry { Ended = end });
        }

        _onEnded(trial, trial.ToRecord(end), isKnown);
    }

    private void Tell()
    {
        if (IsClosed)
        {
            return;
        }

        if (!HasFixedOrder)
        {
            Tell(Open.SelectMany(bracket => bracket.Trials).Where(trial => trial is { End: not null, IsTold: false }));
            return;
        }

        // In order of brackets and numbers, however late an earlier one was; and after each what it lets be proposed, before the next, however many are done by then.
        while (Open.FirstOrDefault() is { IsDone: true } bracket)
        {
            Tell(bracket.Trials);
            Propose();
        }
    }

    private void Tell(IEnumerable<SearchTrial> trials)
    {
        foreach (var trial in trials.ToList())
        {
            _tuner.Update(trial.Id, trial.TunerParameter, trial.ToRecord(trial.End!));
            trial.IsTold = true;
        }
    }

    private void Append(List<JournalEntry> entries)
    {
        if (entries.Count > 0)
        {
            double at = _seconds();
            _journal.Append(entries.Select(entry => entry with { At = at }));
        }
    }

    private SearchBracket BracketOf(SearchTrial trial) => _brackets[trial.Id / BracketSize];
}
