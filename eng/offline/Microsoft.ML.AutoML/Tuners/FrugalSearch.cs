using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>
/// Randomised direct search from one place: a step in a random direction, then in the opposite one, and a smaller step where neither helps for long.
/// FLOW2 of Wu, Wang and Huang 2021, "Frugal Optimization for Cost-related Hyperparameters".
/// </summary>
internal sealed class FrugalSearch
{
    private const double FirstStep = 0.1;
    private const double LastStep = 0.0001;
    private const double Shrinkage = 1.5;
    private const double AlmostOne = 0.99999999;
    private readonly SearchSpace.SearchSpace _space;
    private readonly Random _random;
    private readonly double _longestStep;
    private double[] _place;
    private double[] _direction;
    private double _loss;
    private double _step;
    private int _triesLeft;

    public FrugalSearch(SearchSpace.SearchSpace space, Parameter start, double loss, Random random)
    {
        _space = space;
        _random = random;
        _place = space.MappingToFeatureSpace(start);
        _loss = loss;
        _longestStep = Math.Sqrt(space.Count);
        _step = FirstStep * _longestStep;
        _triesLeft = 2 * space.Count;
    }

    public bool IsConverged => _step < LastStep;

    public Parameter Propose()
    {
        _triesLeft--;
        double[] move = _direction is null ? null : Array.ConvertAll(_direction, length => -length);
        _direction = move is null ? RandomDirection() : null;
        move ??= _direction;
        return _space.SampleFromFeatureSpace([.. _place.Zip(move, (from, by) => from + by).Select(to => to < 0 ? 0 : to > 1 ? AlmostOne : to)]);
    }

    public void Update(Parameter parameter, double loss)
    {
        if (loss < _loss)
        {
            _loss = loss;
            _place = _space.MappingToFeatureSpace(parameter);
            _direction = null;
            _step = Math.Min(_step * Shrinkage, _longestStep);
            _triesLeft = 2 * _space.Count;
        }
        else if (_triesLeft == 0)
        {
            _triesLeft = 2;
            _step = IsConverged ? _step : _step / Shrinkage;
        }
    }

    private double[] RandomDirection()
    {
        double[] direction = new double[_space.FeatureSpaceDim];
        for (int i = 0; i < direction.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            direction[i] = radius * Math.Sin(2 * Math.PI * (1 - _random.NextDouble()));
        }

        double scale = _step / Math.Sqrt(direction.Sum(length => length * length));
        return Array.ConvertAll(direction, length => length * scale);
    }
}
