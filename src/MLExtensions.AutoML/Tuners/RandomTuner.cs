using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>Proposes values at random, each as likely as any other; of a sweepable pipeline each combination of estimators.</summary>
/// <remarks>
/// Bergstra, Bengio, "Random Search for Hyper-Parameter Optimization", 2012. A proposal depends on the seed and the trial's number alone. For ML.NET's own experiment:
/// <c>experiment.SetTuner&lt;RandomTuner&gt;()</c> after <c>SetPipeline</c>.
/// </remarks>
public sealed class RandomTuner : ITuner
{
    private readonly SearchDimensions _dimensions;
    private readonly int _seed;

    /// <param name="searchSpace">What is searched.</param>
    /// <param name="seed">Decides on the proposals; null takes a random one.</param>
    public RandomTuner(SearchSpace searchSpace, int? seed = null)
    {
        _dimensions = new SearchDimensions(searchSpace);
        _seed = seed ?? Random.Shared.Next();
    }

    /// <param name="settings">The experiment's, with its search space and seed.</param>
    public RandomTuner(AutoMLExperiment.AutoMLExperimentSettings settings)
        : this((settings ?? throw new ArgumentNullException(nameof(settings))).SearchSpace, settings.Seed)
    {
    }

    /// <summary>Proposes the values of a trial.</summary>
    /// <param name="settings">The trial; its number counts.</param>
    public Parameter Propose(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return _dimensions.ToParameter(Draw(_dimensions, new SeededRandom(_seed, settings.TrialId)));
    }

    /// <summary>Learns nothing.</summary>
    /// <param name="result">A trial that has ended.</param>
    public void Update(TrialResult result)
    {
    }

    /// <summary>A point at random.</summary>
    internal static SearchPoint Draw(SearchDimensions dimensions, SeededRandom random)
    {
        var places = new double[dimensions.All.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = random.NextDouble();
        }

        return dimensions.Complete(places);
    }
}
