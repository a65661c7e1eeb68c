using System.Globalization;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace MLExtensions.AutoML;

/// <summary>Makes a search space in which searches begin with given values: ML.NET's own begins with the attributes' and takes of an option object only what is not swept.</summary>
internal static class SweepDefaults
{
    /// <param name="defaults">The values to begin with.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of the range that it is swept over; the message names it.</exception>
    public static SearchSpace<T> SpaceOf<T>(T defaults)
        where T : class, new()
    {
        var space = new SearchSpace<T>(defaults);
        Parameter values = Parameter.FromObject(defaults);
        foreach (string name in space.Keys.ToArray())
        {
            if (values.TryGetValue(name, out Parameter? value) && WithDefault(name, space[name], value) is { } option)
            {
                space[name] = option;
            }
        }

        return space;
    }

    private static OptionBase? WithDefault(string name, OptionBase option, Parameter value)
    {
        switch (option)
        {
            case UniformIntOption range:
                Check(name, range, value.AsType<double>());
                return new UniformIntOption((int)range.Min, (int)range.Max, range.LogBase, value.AsType<int>());
            case UniformSingleOption range:
                Check(name, range, value.AsType<double>());
                return new UniformSingleOption((float)range.Min, (float)range.Max, range.LogBase, value.AsType<float>());
            case UniformDoubleOption range:
                Check(name, range, value.AsType<double>());
                return new UniformDoubleOption(range.Min, range.Max, range.LogBase, value.AsType<double>());
            case ChoiceOption choice:
                return choice.Choices.Any(candidate => candidate.Equals(value))
                    ? new ChoiceOption([.. choice.Choices.Select(Value)], Value(value))
                    : throw new ArgumentOutOfRangeException(
                        name, $"{name} is {value} in the default option; its choices are {string.Join(", ", choice.Choices.Select(candidate => candidate.ToString()))}. Give a search space that has it.");
            default:
                return null;
        }
    }

    private static void Check(string name, UniformNumericOption range, double value)
    {
        // What is written as 0.1f is a little more than 0.1.
        double margin = 1e-6 * Math.Max(Math.Abs(range.Min), Math.Abs(range.Max));
        if (!(value >= range.Min - margin && value <= range.Max + margin))
        {
            throw new ArgumentOutOfRangeException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"{name} is {value} in the default option; it is swept from {range.Min} to {range.Max}. Give a search space with a wider range."));
        }
    }

    private static object Value(Parameter parameter) => parameter.ParameterType switch
    {
        ParameterType.Bool => parameter.AsType<bool>(),
        ParameterType.Integer => parameter.AsType<int>(),
        ParameterType.Number => parameter.AsType<double>(),
        _ => parameter.AsType<string>(),
    };
}
