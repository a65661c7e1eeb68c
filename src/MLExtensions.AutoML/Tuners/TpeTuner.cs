using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>
/// Proposes values like those of the good trials and unlike those of the others: the tree-structured Parzen estimator. Of a sweepable pipeline it learns which estimators are good, and of the values those
/// that the chosen estimators have.
/// </summary>
/// <remarks>
/// <para>
/// Trials are divided into a good part and the rest; densities l and g of their values are estimated, candidates drawn from l, and the one with the largest l / g proposed, which is the largest expected
/// improvement. Bergstra, Bardenet, Bengio, Kégl, "Algorithms for Hyper-Parameter Optimization", 2011; Bergstra, Yamins, Cox, "Making a Science of Model Search", 2013. A pipeline is drawn first, in
/// proportion to the square of its expected improvement; then its values are, from its own trials, all dimensions together.
/// </para>
/// <para>
/// Several proposals may be asked for before their results are there: those under way count as bad ones (a constant liar), so that proposals differ. A trial whose loss is not a number or infinite counts as
/// the worst. A proposal depends on the seed, the trial's number, and the set of results and of trials under way, not on their order.
/// </para>
/// <para>For ML.NET's own experiment: <c>experiment.SetTuner&lt;TpeTuner&gt;()</c> after <c>SetPipeline</c>.</para>
/// </remarks>
public sealed class TpeTuner : ITuner
{
    private readonly SearchDimensions _dimensions;
    private readonly TpeTunerOptions _options;
    private readonly int _seed;
    private readonly SearchPoint[] _branches;
    private readonly int[] _values;
    private readonly SearchPoint[] _startingPoints;
    private readonly SortedDictionary<int, Observation> _trials = [];

    /// <param name="searchSpace">What is searched.</param>
    /// <param name="seed">Decides on the proposals; null takes a random one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TpeTuner(SearchSpace searchSpace, int? seed = null, TpeTunerOptions? options = null)
    {
        _options = options ?? new TpeTunerOptions();
        _options.Validate();
        _dimensions = new SearchDimensions(searchSpace);
        _seed = seed ?? Random.Shared.Next();
        _branches = [.. _dimensions.Branches()];
        _values = [.. Enumerable.Range(0, _dimensions.All.Count).Except(_dimensions.Parents)];
        _startingPoints = [.. _options.StartingPoints.Select(_dimensions.ToPoint).OfType<SearchPoint>()];
    }

    /// <param name="settings">The experiment's, with its search space and seed.</param>
    public TpeTuner(AutoMLExperiment.AutoMLExperimentSettings settings)
        : this((settings ?? throw new ArgumentNullException(nameof(settings))).SearchSpace, settings.Seed)
    {
    }

    /// <summary>Proposes the values of a trial.</summary>
    /// <param name="settings">The trial; its number counts.</param>
    public Parameter Propose(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        SearchPoint point = Next(settings.TrialId);
        _trials[settings.TrialId] = new Observation(point, _dimensions.BranchOf(point), Loss: null);
        return _dimensions.ToParameter(point);
    }

    /// <summary>Learns from a trial that has ended, also one that was not proposed here, as of an earlier search. What is of another search space is left alone.</summary>
    /// <param name="result">The trial: its number, values and loss.</param>
    public void Update(TrialResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        int id = result.TrialSettings.TrialId;
        if ((_dimensions.ToPoint(result.TrialSettings.Parameter) ?? _trials.GetValueOrDefault(id)?.Point) is { } point)
        {
            // ML.NET's own loop says double.MaxValue for a failed trial.
            double loss = double.IsFinite(result.Loss) && result.Loss < double.MaxValue ? result.Loss : double.PositiveInfinity;
            _trials[id] = new Observation(point, _dimensions.BranchOf(point), loss);
        }
    }

    private SearchPoint Next(int trialId)
    {
        var random = new SeededRandom(_seed, trialId);
        Observation[] others = [.. _trials.Where(trial => trial.Key != trialId).Select(trial => trial.Value)];
        if (_options.BeginsWithDefaults && others.Length < _options.StartupTrials && UntriedBranch(others) is { } untried)
        {
            return untried;
        }

        if (Array.Find(_startingPoints, point => !Array.Exists(others, trial => IsSame(trial.Point, point))) is { } start)
        {
            return start;
        }

        if (others.Count(trial => trial.Loss is not null) < _options.StartupTrials)
        {
            return RandomTuner.Draw(_dimensions, random);
        }

        // Pipelines with the same values, as those that differ in how they encode categories, learn from each other.
        SearchPoint branch = ChooseBranch(others, random);
        return Propose(branch, [.. others.Where(trial => SameValues(trial.Point, branch))], random);
    }

    private SearchPoint? UntriedBranch(Observation[] others) =>
        Array.Find(_branches, branch => !Array.Exists(others, trial => SameValues(trial.Point, branch)));

    /// <summary>Draws a branch in proportion to the square of its expected improvement, 1 / (good fraction + (1 - good fraction) g / l).</summary>
    private SearchPoint ChooseBranch(Observation[] trials, SeededRandom random)
    {
        if (_branches.Length == 1)
        {
            return _branches[0];
        }

        var (good, bad) = Divide(trials);
        double share = (double)good.Length / Math.Max(1, trials.Length);
        var weights = new double[_branches.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            string name = _dimensions.BranchOf(_branches[i]);
            double improvement = 1 / (share + ((1 - share) * Frequency(bad, name) / Frequency(good, name)));
            weights[i] = improvement * improvement;
        }

        return _branches[random.Next(weights)];
    }

    // With one trial more, spread over all branches.
    private double Frequency(Observation[] trials, string branch) =>
        (trials.Count(trial => trial.Branch == branch) + (1.0 / _branches.Length)) / (trials.Length + 1);

    // A value that is mapped to a place and back may be a trifle less than it was.
    private static bool IsSame(SearchPoint one, SearchPoint other) =>
        one.Active.AsSpan().SequenceEqual(other.Active) && one.Places.Zip(other.Places).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);

    private bool SameValues(SearchPoint one, SearchPoint other) => _values.All(i => one.Active[i] == other.Active[i]);

    private SearchPoint Propose(SearchPoint branch, Observation[] trials, SeededRandom random)
    {
        int[] active = [.. _values.Where(i => branch.Active[i])];
        var (good, bad) = Divide(trials);
        var better = new ParzenMixture(_dimensions, active, [.. good.Select(trial => trial.Point.Places)]);
        var worse = new ParzenMixture(_dimensions, active, [.. bad.Select(trial => trial.Point.Places)]);
        double[]? best = null;
        double highest = double.NegativeInfinity;
        for (int i = 0; i < _options.Candidates; i++)
        {
            double[] places = [.. branch.Places];
            better.Draw(random, places);
            double ratio = better.LogDensity(places) - worse.LogDensity(places);
            if (best is null || ratio > highest)
            {
                (best, highest) = (places, ratio);
            }
        }

        return _dimensions.Complete(best!);
    }

    /// <summary>The good trials, and the others: those under way too, and those that failed.</summary>
    private (Observation[] Good, Observation[] Bad) Divide(Observation[] trials)
    {
        // The sort is stable: of equal losses the earlier trial is before the later one.
        Observation[] sorted = [.. trials.OrderBy(trial => trial.Loss ?? double.PositiveInfinity)];
        int finite = sorted.Count(trial => trial.Loss is { } loss && double.IsFinite(loss));
        int good = Math.Min(Math.Min(finite, _options.MaximumGoodTrials), (int)Math.Ceiling(_options.GoodFraction * finite));
        return (sorted[..good], sorted[good..]);
    }

    /// <param name="Point">Where.</param>
    /// <param name="Branch">Its branch.</param>
    /// <param name="Loss">Null while it is under way, infinite where it failed.</param>
    private sealed record Observation(SearchPoint Point, string Branch, double? Loss);
}
