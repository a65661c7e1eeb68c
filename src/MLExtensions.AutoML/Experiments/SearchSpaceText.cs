using System.Globalization;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A search space as text: each option by its name, such as "e1.LearningRate", with its range.</summary>
internal static class SearchSpaceText
{
    public static IEnumerable<KeyValuePair<string, string>> Of(SearchSpace space, string prefix = "")
    {
        foreach (string key in space.Keys.Order(StringComparer.Ordinal))
        {
            string name = prefix + key;
            if (space[key] is SearchSpace nested)
            {
                foreach (var inner in Of(nested, name + "."))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return new(name, Of(space[key]));
            }
        }
    }

    private static string Of(OptionBase option) => option switch
    {
        UniformNumericOption number => string.Create(
            CultureInfo.InvariantCulture, $"{number.GetType().Name.Replace("Uniform", "", StringComparison.Ordinal).Replace("Option", "", StringComparison.Ordinal)} {number.Min:R} to {number.Max:R}{(number.LogBase ? ", logarithmic" : "")}"),
        ChoiceOption choice => $"one of {string.Join(", ", choice.Choices.Select(TrialJson.WriteParameter))}",
        _ => option.GetType().Name,
    };
}
