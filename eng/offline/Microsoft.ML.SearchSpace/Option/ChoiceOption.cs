#nullable enable

namespace Microsoft.ML.SearchSpace.Option;

/// <summary>One of some values, each with its part of the feature space; a single one takes no dimension.</summary>
public sealed class ChoiceOption : OptionBase
{
    private readonly UniformSingleOption _places;

    public ChoiceOption(params object[] choices)
    {
        Choices = [.. choices.Distinct().Select(Parameter.FromObject)];
        _places = new UniformSingleOption(0, Choices.Length);
        Default = new double[FeatureSpaceDim];
    }

    public ChoiceOption(object[] choices, object? defaultChoice)
        : this(choices)
    {
        if (defaultChoice is not null)
        {
            Default = MappingToFeatureSpace(Parameter.FromObject(defaultChoice));
        }
    }

    public Parameter[] Choices { get; }

    public override int FeatureSpaceDim => Choices.Length == 1 ? 0 : 1;

    public override int?[] Step => [Choices.Length];

    public override double[] MappingToFeatureSpace(Parameter param) =>
        FeatureSpaceDim == 0 ? [] : _places.MappingToFeatureSpace(Parameter.FromInt(Array.IndexOf(Choices, param)));

    public override Parameter SampleFromFeatureSpace(double[] values) =>
        values.Length == 0
            ? Choices[0]
            : Choices[Math.Min((int)Math.Floor(_places.SampleFromFeatureSpace(values).AsType<float>()), Choices.Length - 1)];
}
