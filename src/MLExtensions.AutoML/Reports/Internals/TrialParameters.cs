using System.Text.Json;
using MLExtensions.AutoML.Internals;

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>
/// Reads a trial's parameter. That of a pipeline is <c>{"_SCHEMA_": "e0 * e2", "e0": {...}, "e1": {...}, "e2": {...}}</c>: values for every estimator that the search knows,
/// of which those in the schema were used. Any other object is taken as a list of names and values.
/// </summary>
internal static class TrialParameters
{
    /// <summary>The values, in the order of estimators; none where the parameter is no JSON object.</summary>
    public static IReadOnlyList<TrialParameter> Of(TrialRecord trial)
    {
        var values = new List<TrialParameter>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(trial.Parameter);
            AddObject(values, "", "", document.RootElement, trial.Pipeline);
        }
        catch (JsonException)
        {
            // What is no JSON has no values to show; the trial's other figures stand.
        }

        return values;
    }

    private static void AddObject(List<TrialParameter> values, string estimator, string prefix, JsonElement element, string pipeline)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (element.TryGetProperty(PipelineNames.SchemaKey, out JsonElement schema) && schema.ValueKind == JsonValueKind.String)
        {
            AddEstimators(values, element, schema.GetString()!, pipeline);
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                AddObject(values, estimator, property.Name == SearchTuner.PipelineKey ? prefix : $"{prefix}{property.Name}.", property.Value, pipeline);
            }
            else
            {
                values.Add(new(estimator, prefix + property.Name, Text(property.Value), Number(property.Value)));
            }
        }
    }

    private static void AddEstimators(List<TrialParameter> values, JsonElement element, string schema, string pipeline)
    {
        string[] keys = [.. PipelineNames.KeysOf(schema)];
        string[] names = pipeline.Split("=>", StringSplitOptions.TrimEntries);
        // What a pipeline begins with may have no name: a chain without estimators.
        var taken = new Dictionary<string, int>();
        for (int step = 0; step < keys.Length; step++)
        {
            int fromEnd = keys.Length - step;
            string name = fromEnd <= names.Length ? names[^fromEnd] : keys[step];
            int times = taken[name] = taken.GetValueOrDefault(name) + 1;
            if (element.TryGetProperty(keys[step], out JsonElement options))
            {
                AddObject(values, times == 1 ? name : $"{name} {times}", "", options, pipeline);
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => NumberText.Value(value.GetDouble()),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : null;
}
