using Microsoft.ML.AutoML;

namespace MLExtensions.AutoML;

/// <summary>What a search is, by named parts: a journal is gone on with only by the same search.</summary>
/// <param name="Parts">What each part is, in an order that puts the telling ones first.</param>
internal sealed record SearchIdentity(IReadOnlyDictionary<string, string> Parts)
{
    private const string Space = "search space, ";
    private const string None = "(none)";

    /// <summary>The parts that depend on the pipeline, the metric and the data alone.</summary>
    /// <param name="pipeline">What is tried.</param>
    /// <param name="metric">What trials are compared by.</param>
    /// <param name="data">What they are tried on.</param>
    public static Dictionary<string, string> Describe(SweepablePipeline pipeline, TrialMetric metric, SearchData data)
    {
        var parts = new Dictionary<string, string>
        {
            ["metric"] = metric.MetricName + (metric.IsMaximize ? ", to be large" : ", to be small"),
            ["label"] = metric.LabelColumnName,
        };
        foreach (var (name, text) in SearchSpaceText.Of(pipeline.SearchSpace))
        {
            parts[Space + name] = text;
        }

        // What is not swept counts too, such as the columns that a featurizer reads.
        var defaults = pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default);
        foreach (var (key, estimator) in pipeline.Estimators)
        {
            parts[$"estimator {key}"] = PipelineNames.Of(estimator, key);
            if (defaults.TryGetValue(key, out var values))
            {
                parts[$"estimator {key}, options"] = TrialJson.WriteParameter(values);
            }
        }

        foreach (var (name, text) in data.Describe())
        {
            parts[name] = text;
        }

        return parts;
    }

    /// <summary>Where another identity differs first, in a sentence; null where it is the same.</summary>
    /// <param name="other">The other's parts.</param>
    /// <param name="there">Where the other was found, such as "in the journal".</param>
    public string? FirstDifference(IReadOnlyDictionary<string, string> other, string there)
    {
        foreach (string part in Parts.Keys.Concat(other.Keys.Where(key => !Parts.ContainsKey(key))))
        {
            string own = Parts.GetValueOrDefault(part, None), others = other.GetValueOrDefault(part, None);
            if (own != others)
            {
                return $"{part} is '{others}' {there} and '{own}' here";
            }
        }

        return null;
    }

    /// <summary>Whether what was tried in another search can be tried here: the options and their ranges are alike, and so is the metric.</summary>
    /// <param name="other">The other search's parts.</param>
    public string? FirstObstacle(IReadOnlyDictionary<string, string> other)
    {
        bool Matters(string part) => part == "metric" || part.StartsWith(Space, StringComparison.Ordinal);
        return new SearchIdentity(Parts.Where(part => Matters(part.Key)).ToDictionary())
            .FirstDifference(other.Where(part => Matters(part.Key)).ToDictionary(), "in the earlier search");
    }
}
