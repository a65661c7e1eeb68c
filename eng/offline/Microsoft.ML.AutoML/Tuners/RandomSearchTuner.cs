using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Places drawn evenly from the feature space.</summary>
internal sealed class RandomSearchTuner(SearchSpace.SearchSpace space, int? seed) : ITuner
{
    private readonly Random _random = seed is int value ? new Random(value) : new Random();

    public Parameter Propose(TrialSettings settings)
    {
        double[] place = new double[space.FeatureSpaceDim];
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = _random.NextDouble();
        }

        return space.SampleFromFeatureSpace(place);
    }

    public void Update(TrialResult result)
    {
    }
}
