using System.Text.Json;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A trial's values as a text.</summary>
internal static class PipelineText
{
    /// <summary>The values of the estimators that a parameter chooses, as JSON: the others were not tried.</summary>
    /// <param name="parameter">The pipeline's own parameter.</param>
    public static string Values(Parameter parameter)
    {
        Parameter chosen = Parameter.CreateNestedParameter();
        chosen[PipelineNames.SchemaKey] = parameter[PipelineNames.SchemaKey];
        foreach (string key in PipelineNames.KeysOf(parameter[PipelineNames.SchemaKey].AsType<string>()))
        {
            if (parameter[key] is { Count: > 0 } values)
            {
                chosen[key] = values;
            }
        }

        return JsonSerializer.Serialize(chosen);
    }
}
