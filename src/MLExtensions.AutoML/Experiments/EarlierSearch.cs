using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>The trials of an earlier search, read from its journal, for a tuner to learn from.</summary>
/// <param name="Trials">Those that ended by themselves, in order of their numbers.</param>
/// <param name="Digest">What tells them from others.</param>
internal sealed record EarlierSearch(IReadOnlyList<TrialRecord> Trials, string Digest)
{
    /// <summary>Reads one.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="identity">The search that is to learn from it.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">Its journal is damaged.</exception>
    /// <exception cref="InvalidOperationException">It had another metric or another search space.</exception>
    public static EarlierSearch Read(string folder, SearchIdentity identity)
    {
        string path = Journal.PathIn(folder);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no journal '{path}' to start from. SetWarmStart takes the folder that an earlier search was given with SetFolder.", path);
        }

        var entries = JournalFile.Read(path, out _);
        if (identity.FirstObstacle(entries[0].Head!.Identity) is { } obstacle)
        {
            throw new InvalidOperationException($"The search in '{folder}' cannot be learnt from: {obstacle}. A warm start needs the same metric and the same search space.");
        }

        List<TrialRecord> trials = [.. Recorded(entries).Select(trial => trial.Record).Where(record => record.Status != TrialStatus.Cancelled)];
        return new EarlierSearch(trials, $"{trials.Count} trials of {entries[0].Head!.StartedAtUtc:O}");
    }

    /// <summary>Tells a tuner of them. Their numbers are negative, so that none is taken for a trial of the new search.</summary>
    public void Tell(SearchTuner tuner)
    {
        for (int i = 0; i < Trials.Count; i++)
        {
            tuner.Update(i - Trials.Count, Wrap(TrialJson.ReadParameter(Trials[i].Parameter)), Trials[i]);
        }
    }

    /// <summary>All trials of a journal that ended, in order of their numbers.</summary>
    public static IEnumerable<(SearchTrial Trial, TrialRecord Record)> Recorded(IEnumerable<JournalEntry> entries)
    {
        SortedDictionary<int, SearchTrial> trials = [];
        foreach (var entry in entries)
        {
            if (entry.Proposed is { } proposal)
            {
                trials[proposal.TrialId] = new SearchTrial(proposal, Wrap(TrialJson.ReadParameter(proposal.Parameter)));
            }
            else if (entry.Report is { } report && trials.TryGetValue(report.TrialId, out var reported))
            {
                reported.Add(report);
            }
            else if (entry.Ended is { } end && trials.TryGetValue(end.TrialId, out var ended))
            {
                ended.End = end;
            }
        }

        return trials.Values.Where(trial => trial.End is not null).Select(trial => (trial, trial.ToRecord(trial.End!)));
    }

    private static Parameter Wrap(Parameter parameter) => Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>(SearchTuner.PipelineKey, parameter));
}
