using Microsoft.ML.AutoML.CodeGen;

namespace Microsoft.ML.AutoML;

/// <summary>
/// Draws chains with a chance that falls with the estimated cost of improvement, the seconds until a chain is expected to be better than it was, or than the best is.
/// Wang, Wu, Weimer and Zhu 2021, "FLAML: A Fast and Lightweight AutoML Library".
/// </summary>
internal sealed class ChainProposer
{
    private readonly Dictionary<string, ChainCost> _chains;
    private readonly Random _random;
    private double _bestLoss;
    private bool _isCheapestNext = true;
    private bool _hasSucceeded;

    public ChainProposer(SweepablePipeline pipeline, int? seed)
    {
        _random = seed is int value ? new Random(value) : new Random();
        _chains = pipeline.Schemas.ToDictionary(schema => schema, schema => new ChainCost(InitialCost(schema, pipeline)));
    }

    public string Propose()
    {
        if (_isCheapestNext)
        {
            _isCheapestNext = false;
            return _chains.MinBy(chain => chain.Value.Estimate).Key;
        }

        double all = _chains.Values.Sum(chain => 1 / chain.Estimate);
        double left = _random.NextDouble() * all;
        foreach ((string schema, ChainCost chain) in _chains)
        {
            left -= 1 / chain.Estimate;
            if (left < 0)
            {
                return schema;
            }
        }

        return _chains.Keys.Last();
    }

    public void Update(string schema, TrialResult result)
    {
        _isCheapestNext = false;
        ChainCost chain = _chains[schema];
        double seconds = result.DurationInMilliseconds / 1000;
        if (seconds == 0 || !double.IsFinite(result.Loss))
        {
            chain.Estimate = 2 * _chains.Values.Max(other => other.Estimate);
            return;
        }

        if (!_hasSucceeded)
        {
            // What the first costs tells what the others will.
            foreach (ChainCost other in _chains.Values)
            {
                other.Begin(result.Loss, seconds * other.Initial / chain.Initial);
            }

            _bestLoss = result.Loss;
            _hasSucceeded = true;
        }
        else
        {
            chain.Add(result.Loss, seconds);
            _bestLoss = Math.Min(_bestLoss, result.Loss);
        }

        chain.EstimateAnew(result.Loss, _bestLoss);
    }

    private static double InitialCost(string schema, SweepablePipeline pipeline) =>
        Entity.FromExpression(schema).Names.Select(key => InitialCost(pipeline.Estimators[key].EstimatorType)).FirstOrDefault(cost => cost is not null) ?? 1;

    /// <summary>What ML.NET takes a trainer to cost before it has run; null for what is no trainer that it knows.</summary>
    private static double? InitialCost(EstimatorType type) => type switch
    {
        EstimatorType.FastForestRegression => 0.374,
        EstimatorType.FastTreeRegression => 0.382,
        EstimatorType.SdcaRegression => 0.566,
        EstimatorType.LbfgsPoissonRegressionRegression => 4.73,
        EstimatorType.FastTreeBinary or EstimatorType.FastTreeOva => 3.701,
        EstimatorType.FastForestBinary or EstimatorType.FastForestOva => 4.283,
        EstimatorType.LbfgsMaximumEntropyMulti => 7.98,
        EstimatorType.SdcaMaximumEntropyMulti => 10.129,
        EstimatorType.LbfgsLogisticRegressionBinary or EstimatorType.LbfgsLogisticRegressionOva => 11.513,
        EstimatorType.SdcaLogisticRegressionBinary or EstimatorType.SdcaLogisticRegressionOva => 13.16,
        _ => null,
    };
}
