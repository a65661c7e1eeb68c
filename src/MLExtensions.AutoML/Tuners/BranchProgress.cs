namespace MLExtensions.AutoML;

/// <summary>What a branch of a search space has cost and what it has gained: decides how often it is tried.</summary>
/// <remarks>The estimated cost for improvement of Wang, Wu, Weimer, Zhu, "FLAML: A Fast and Lightweight AutoML Library", 2021, without its term for samples of the data.</remarks>
internal sealed class BranchProgress
{
    private double _cost;
    private double _costAtBest;
    private double _costAtEarlierBest;
    private double? _earlierBest;

    /// <summary>The lowest loss; null before the first.</summary>
    public double? Best { get; private set; }

    /// <summary>A trial of the branch has ended.</summary>
    /// <param name="loss">Its loss; infinite where it failed.</param>
    /// <param name="cost">What it cost.</param>
    public void Add(double loss, double cost)
    {
        _cost += cost;
        if (double.IsFinite(loss) && !(loss >= Best))
        {
            _earlierBest = Best;
            _costAtEarlierBest = _costAtBest;
            Best = loss;
            _costAtBest = _cost;
        }
    }

    /// <summary>What a gain is likely to cost: what the last ones did, and with a branch that is behind what it takes to catch up. Infinite where it has had no result.</summary>
    /// <param name="best">The lowest loss of all branches.</param>
    /// <param name="worst">The largest finite loss of all, which counts as what was before the first.</param>
    public double CostOfGain(double best, double worst)
    {
        if (Best is not { } own)
        {
            return double.PositiveInfinity;
        }

        double last = Math.Max(_cost - _costAtBest, _costAtBest - _costAtEarlierBest);
        double gain = (_earlierBest ?? Math.Max(worst, own)) - own;
        double behind = own - best;
        double catchUp = behind <= 0 ? 0 : gain > 0 ? 2 * behind * (_cost - _costAtEarlierBest) / gain : double.PositiveInfinity;
        return Math.Max(last, catchUp);
    }
}
