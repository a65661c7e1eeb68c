using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace MLExtensions.AutoML;

/// <summary>One value that is searched for: a number between bounds, or one of some choices. Tuners see it as a place from 0 to 1.</summary>
internal sealed class SearchDimension
{
    private readonly OptionBase _option;

    /// <param name="path">The names that lead to the value in a parameter.</param>
    /// <param name="option">The range or the choices.</param>
    /// <param name="conditions">When it counts; always where there are none.</param>
    public SearchDimension(IReadOnlyList<string> path, OptionBase option, IReadOnlyList<SearchCondition> conditions)
    {
        Path = path;
        _option = option;
        Conditions = conditions;
        Choices = (option as ChoiceOption)?.Choices.Length;
        double place = option.Default is { Length: 1 } initial && double.IsFinite(initial[0]) ? Math.Clamp(initial[0], 0, 1) : 0.5;

        // ML.NET rounds whole numbers down, and what is mapped there and back may be a trifle less than it was.
        Default = Choices is null && option is not UniformIntOption ? place : PlaceOf(option.SampleFromFeatureSpace([Math.Min(1, place + 1e-9)])) ?? place;
    }

    /// <summary>The names that lead to the value in a parameter.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>When it counts: all of these must hold.</summary>
    public IReadOnlyList<SearchCondition> Conditions { get; }

    /// <summary>How many choices there are; null for a number.</summary>
    public int? Choices { get; }

    /// <summary>The place of the default value.</summary>
    public double Default { get; }

    /// <summary>The choice at a place.</summary>
    public int ChoiceAt(double place) => Math.Clamp((int)(place * Choices!.Value), 0, Choices.Value - 1);

    /// <summary>The middle of a choice.</summary>
    public double PlaceOfChoice(int choice) => (choice + 0.5) / Choices!.Value;

    /// <summary>The value at a place. Each whole number of a range has its share of places, the largest one too.</summary>
    public Parameter ValueAt(double place)
    {
        place = Math.Clamp(place, 0, 1);
        return _option switch
        {
            ChoiceOption choice => choice.Choices[ChoiceAt(place)],
            UniformIntOption range => Parameter.FromInt((int)Math.Clamp(Math.Floor(Interpolate(range, range.Max + 1, place)), range.Min, range.Max)),
            _ => _option.SampleFromFeatureSpace([place]),
        };
    }

    /// <summary>The place of a value; null where it is none of this dimension's, as in a parameter of another search.</summary>
    public double? PlaceOf(Parameter value)
    {
        switch (_option)
        {
            case ChoiceOption choice:
                int index = Array.FindIndex(choice.Choices, candidate => candidate.Equals(value));
                return index < 0 ? null : PlaceOfChoice(index);
            case UniformIntOption range when value.ParameterType is ParameterType.Integer or ParameterType.Number:
                // The middle of the places that give this number.
                double number = value.AsType<double>();
                return number < range.Min || number > range.Max ? null : (Locate(range, range.Max + 1, number) + Locate(range, range.Max + 1, number + 1)) / 2;
            case UniformNumericOption range when value.ParameterType is ParameterType.Integer or ParameterType.Number:
                double place = Locate(range, range.Max, value.AsType<double>());
                return place is >= -1e-6 and <= 1 + 1e-6 ? Math.Clamp(place, 0, 1) : null;
            default:
                return null;
        }
    }

    private static double Interpolate(UniformNumericOption range, double end, double place) =>
        range.LogBase ? range.Min * Math.Pow(end / range.Min, place) : range.Min + ((end - range.Min) * place);

    private static double Locate(UniformNumericOption range, double end, double value) =>
        range.LogBase ? Math.Log(value / range.Min) / Math.Log(end / range.Min) : (value - range.Min) / (end - range.Min);
}
