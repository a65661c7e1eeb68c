using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Local searches one after the other: the first from the defaults, the next from anywhere between the places where those before began.</summary>
internal sealed class CostFrugalTuner : ITuner
{
    private readonly SearchSpace.SearchSpace _space;
    private readonly Random _random;
    private readonly double[] _least;
    private readonly double[] _greatest;
    private FrugalSearch _search;

    public CostFrugalTuner(SearchSpace.SearchSpace space, int? seed)
    {
        _space = space;
        _random = seed is int value ? new Random(value) : new Random();
        _least = space.MappingToFeatureSpace(space.SampleFromFeatureSpace(space.Default));
        _greatest = [.. _least];
    }

    public Parameter Propose(TrialSettings settings)
    {
        if (_search is not null)
        {
            return _search.Propose();
        }

        double[] place = new double[_least.Length];
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = (_random.NextDouble() * (_greatest[i] - _least[i])) + _least[i];
        }

        return _space.SampleFromFeatureSpace(place);
    }

    public void Update(TrialResult result)
    {
        Parameter parameter = result.TrialSettings.Parameter;
        if (_search is not null)
        {
            _search.Update(parameter, result.Loss);
            _search = _search.IsConverged ? null : _search;
            return;
        }

        _search = new FrugalSearch(_space, parameter, result.Loss, _random);
        foreach ((int i, double at) in _space.MappingToFeatureSpace(parameter).Index())
        {
            _least[i] = Math.Min(_least[i], at);
            _greatest[i] = Math.Max(_greatest[i], at);
        }
    }
}
