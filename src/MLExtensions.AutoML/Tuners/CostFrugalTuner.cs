using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>
/// Begins with the default values, which are cheap ones, and moves from the best point so far by small steps: cost-frugal optimisation. Of a sweepable pipeline each combination of estimators is a search of
/// its own, and those that gain most for their cost go on most often.
/// </summary>
/// <remarks>
/// <para>
/// Wu, Wang, Huang, "Frugal Optimization for Cost-related Hyperparameters", 2021 (FLOW2, with restarts); pipelines are drawn in inverse proportion to the estimated cost of a gain (Wang, Wu, Weimer, Zhu,
/// "FLAML", 2021), after each was tried once. It is the kind of search of AutoML's own tuners, but may be asked for several proposals before their results are there, and takes failed trials as they are.
/// </para>
/// <para>
/// A trial whose loss is not a number or infinite is no gain. The same seed, and the same calls in the same order, give the same proposals.
/// </para>
/// <para>For ML.NET's own experiment: <c>experiment.SetTuner&lt;MLExtensions.AutoML.CostFrugalTuner&gt;()</c> after <c>SetPipeline</c>.</para>
/// </remarks>
public sealed class CostFrugalTuner : ITuner
{
    private readonly SearchDimensions _dimensions;
    private readonly CostFrugalTunerOptions _options;
    private readonly int _seed;
    private readonly string[] _names;
    private readonly FlowSearch[] _searches;
    private readonly BranchProgress[] _progress;
    private readonly Dictionary<int, (SearchPoint Point, int Generation)> _pending = [];
    private readonly HashSet<string> _tried = [];
    private double _worst = double.NegativeInfinity;

    /// <param name="searchSpace">What is searched.</param>
    /// <param name="seed">Decides on the proposals; null takes a random one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public CostFrugalTuner(SearchSpace searchSpace, int? seed = null, CostFrugalTunerOptions? options = null)
    {
        _options = options ?? new CostFrugalTunerOptions();
        _options.Validate();
        _dimensions = new SearchDimensions(searchSpace);
        _seed = seed ?? Random.Shared.Next();
        SearchPoint[] branches = [.. _dimensions.Branches()];
        _names = [.. branches.Select(_dimensions.BranchOf)];
        _searches = [.. branches.Select(branch => new FlowSearch(_dimensions, branch, _options))];
        _progress = [.. branches.Select(_ => new BranchProgress())];
    }

    /// <param name="settings">The experiment's, with its search space and seed.</param>
    public CostFrugalTuner(AutoMLExperiment.AutoMLExperimentSettings settings)
        : this((settings ?? throw new ArgumentNullException(nameof(settings))).SearchSpace, settings.Seed)
    {
    }

    /// <summary>Proposes the values of a trial.</summary>
    /// <param name="settings">The trial; its number counts.</param>
    public Parameter Propose(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var random = new SeededRandom(_seed, settings.TrialId);
        int branch = Choose(random);
        _tried.Add(_names[branch]);
        SearchPoint point = _dimensions.Complete(_searches[branch].Next(random));
        _pending[settings.TrialId] = (point, _searches[branch].Generation);
        return _dimensions.ToParameter(point);
    }

    /// <summary>Learns from a trial that has ended, also one that was not proposed here, as of an earlier search. What is of another search space is left alone.</summary>
    /// <param name="result">The trial: its number, values, loss and duration.</param>
    public void Update(TrialResult result)
    {
        ArgumentNullException.ThrowIfNull(result);

        // Whole numbers and choices are cells: the point that was proposed says more than the values that came of it.
        bool isOwn = _pending.Remove(result.TrialSettings.TrialId, out var own);
        if ((isOwn ? own.Point : _dimensions.ToPoint(result.TrialSettings.Parameter)) is not { } point)
        {
            return;
        }

        double loss = double.IsFinite(result.Loss) && result.Loss < double.MaxValue ? result.Loss : double.PositiveInfinity;
        if (double.IsFinite(loss))
        {
            _worst = Math.Max(_worst, loss);
        }

        string name = _dimensions.BranchOf(point);
        int branch = Array.IndexOf(_names, name);
        _tried.Add(name);
        _searches[branch].Complete(point.Places, loss, isOwn ? own.Generation : -1);
        _progress[branch].Add(loss, _options.CountsDurations ? Math.Max(1, result.DurationInMilliseconds) : 1);
    }

    private int Choose(SeededRandom random)
    {
        int untried = Array.FindIndex(_names, name => !_tried.Contains(name));
        if (untried >= 0)
        {
            return untried;
        }

        double best = _progress.Min(progress => progress.Best) ?? 0;
        double[] costs = [.. _progress.Select(progress => progress.CostOfGain(best, _worst))];
        double dearest = costs.Where(double.IsFinite).DefaultIfEmpty(1).Max();

        // One without a result yet, or without hope, is tried now and then.
        return random.Next([.. costs.Select(cost => 1 / (double.IsFinite(cost) ? Math.Max(cost, double.Epsilon) : 2 * Math.Max(dearest, 1)))]);
    }
}
