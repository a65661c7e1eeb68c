using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>Proposes values at random, each trial's by its own number: the same ones whatever became of earlier trials.</summary>
/// <param name="space">The search space.</param>
/// <param name="seed">The seed.</param>
internal sealed class RandomProposals(SearchSpace space, int seed) : ITuner
{
    public Parameter Propose(TrialSettings settings)
    {
        var random = new Random(TrialSeed.Of(seed, settings.TrialId));
        double[] values = new double[space.FeatureSpaceDim];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble();
        }

        return space.SampleFromFeatureSpace(values);
    }

    public void Update(TrialResult result)
    {
    }
}
