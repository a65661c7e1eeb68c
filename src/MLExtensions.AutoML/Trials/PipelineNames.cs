using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a parameter chooses of a pipeline's estimators, and their names, for people.</summary>
internal static partial class PipelineNames
{
    /// <summary>Under this key a pipeline's parameter says which of its estimators are used, such as "e0 * e2".</summary>
    public const string SchemaKey = "_SCHEMA_";

    private static readonly ConditionalWeakTable<SweepableEstimator, string> s_names = [];

    /// <summary>The estimators that a parameter chooses, such as "ReplaceMissingValues=>Concatenate=>FeedForward"; chains without estimators are left out.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="parameter">A parameter of it.</param>
    public static string Of(SweepablePipeline pipeline, Parameter parameter) =>
        string.Join("=>", KeysOf(parameter[SchemaKey].AsType<string>()).Select(key => Of(pipeline.Estimators.GetValueOrDefault(key), key)).Where(name => name.Length > 0));

    /// <summary>The keys of the estimators that a schema such as "e0 * e2" names, in order.</summary>
    public static IEnumerable<string> KeysOf(string schema) => Keys().Matches(schema).Select(match => match.Value).Where(name => name != "Nil");

    /// <summary>
    /// Whether what a parameter chooses is a network that may be trained by parts. Of several networks in a row it may not: the later ones' rows would change as the earlier ones go on.
    /// </summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="parameter">A parameter of it.</param>
    public static bool CanPause(SweepablePipeline pipeline, Parameter parameter) =>
        KeysOf(parameter[SchemaKey].AsType<string>()).Count(key => pipeline.Estimators.GetValueOrDefault(key) is SweepableNetworkEstimator) == 1;

    /// <summary>An estimator's name; empty for a chain without estimators.</summary>
    /// <param name="estimator">The estimator; null where the pipeline has none of that key.</param>
    /// <param name="key">Its key in the pipeline, the name of last resort.</param>
    public static string Of(SweepableEstimator? estimator, string key)
    {
        if (estimator is null)
        {
            return key;
        }

        if (estimator is SweepableNetworkEstimator network)
        {
            return network.Name;
        }

        if (s_names.TryGetValue(estimator, out string? name))
        {
            return name;
        }

        string known = estimator.EstimatorType.ToString();
        if (known != "Unknown")
        {
            return known;
        }

        // An own estimator is known by the options that its factory takes, one that is given as it is by its type.
        var space = estimator.SearchSpace.GetType();
        string? found = space.IsGenericType ? space.GetGenericArguments()[0].Name : estimator.SearchSpace.Count == 0 ? TypeOf(estimator) : "";
        if (found is null)
        {
            return "";
        }

        found = Suffix().Replace(found, "");
        return found.Length > 0 ? s_names.GetValue(estimator, _ => found) : key;
    }

    /// <summary>The name of an estimator's type; null for a chain without estimators, which does nothing.</summary>
    private static string? TypeOf(SweepableEstimator estimator)
    {
        try
        {
            var built = estimator.BuildFromOption(new MLContext(), Parameter.CreateNestedParameter());
            return built is EstimatorChain<ITransformer> { LastEstimator: null } ? null : built.GetType().Name.Split('`')[0];
        }
        catch (Exception)
        {
            // A name is not worth an error; the trial itself will say what is wrong.
            return "";
        }
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z_0-9]*")]
    private static partial Regex Keys();

    [GeneratedRegex(@"(Options?|SearchSpace|Estimator)$")]
    private static partial Regex Suffix();
}
