using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A trial's pipeline and values as texts.</summary>
internal static class PipelineText
{
    /// <summary>The estimators that a parameter chooses, such as "ReplaceMissingValues=>Concatenate=>FeedForward".</summary>
    /// <param name="context">Where estimators are made whose names only they know.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="parameter">The pipeline's own parameter.</param>
    public static string Names(MLContext context, SweepablePipeline pipeline, Parameter parameter) => string.Join(
        "=>",
        SearchDimensions.EstimatorsOf(parameter[SearchDimensions.SchemaKey].AsType<string>())
            .Select(key => Name(context, pipeline.Estimators[key], parameter[key]))
            .Where(name => name.Length > 0));

    /// <summary>The values of the estimators that a parameter chooses, as JSON: the others were not tried.</summary>
    /// <param name="parameter">The pipeline's own parameter.</param>
    public static string Values(Parameter parameter)
    {
        Parameter chosen = Parameter.CreateNestedParameter();
        chosen[SearchDimensions.SchemaKey] = parameter[SearchDimensions.SchemaKey];
        foreach (string key in SearchDimensions.EstimatorsOf(parameter[SearchDimensions.SchemaKey].AsType<string>()))
        {
            if (parameter[key] is { Count: > 0 } values)
            {
                chosen[key] = values;
            }
        }

        return JsonSerializer.Serialize(chosen);
    }

    private static string Name(MLContext context, SweepableEstimator estimator, Parameter parameter)
    {
        if (estimator is SweepableNetworkEstimator network)
        {
            return network.Name;
        }

        string type = estimator.EstimatorType.ToString();
        if (type != "Unknown")
        {
            return type;
        }

        try
        {
            IEstimator<ITransformer> built = estimator.BuildFromOption(context, parameter);
            const string Suffix = "Estimator";
            string name = built.GetType().Name.Split('`')[0];
            return built is EstimatorChain<ITransformer> { LastEstimator: null } ? ""
                : name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length]
                : name;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What its factory has to say is said when the trial runs.
            return type;
        }
    }
}
