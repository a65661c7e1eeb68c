using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Every place of a grid, the last dimension first, and then all of them again.</summary>
internal sealed class GridSearchTuner : ITuner
{
    private readonly SearchSpace.SearchSpace _space;
    private readonly int[] _steps;
    private readonly int[] _next;

    public GridSearchTuner(SearchSpace.SearchSpace space, int step)
    {
        _space = space;
        _steps = [.. space.Step.Select(own => own ?? step)];
        _next = new int[_steps.Length];
    }

    public Parameter Propose(TrialSettings settings)
    {
        double[] place = [.. _next.Zip(_steps, (index, count) => (double)index / count)];
        for (int i = _next.Length - 1; i >= 0 && ++_next[i] == _steps[i]; i--)
        {
            _next[i] = 0;
        }

        return _space.SampleFromFeatureSpace(place);
    }

    public void Update(TrialResult result)
    {
    }
}
