using System.Reflection;

namespace Microsoft.ML.SearchSpace.Option;

/// <summary>Options as the attributes of a type's public fields and properties describe them.</summary>
internal static class OptionAttributes
{
    public static void AddTo(IDictionary<string, OptionBase> options, Type type)
    {
        const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;
        foreach (FieldInfo field in type.GetFields(Instance))
        {
            Add(options, field, field.FieldType);
        }

        foreach (PropertyInfo property in type.GetProperties(Instance))
        {
            Add(options, property, property.PropertyType);
        }
    }

    private static void Add(IDictionary<string, OptionBase> options, MemberInfo member, Type type)
    {
        if (OptionOf(member, type) is OptionBase option)
        {
            options.Add(member.Name, option);
        }
    }

    private static OptionBase OptionOf(MemberInfo member, Type type)
    {
        if (member.GetCustomAttribute<ChoiceAttribute>() is ChoiceAttribute choice)
        {
            return new ChoiceOption(choice.Candidates, choice.DefaultValue);
        }

        if (member.GetCustomAttribute<RangeAttribute>() is RangeAttribute range)
        {
            return (range.Min, range.Max) switch
            {
                (int min, int max) => new UniformIntOption(min, max, range.LogBase, (int?)range.Init),
                (float min, float max) => new UniformSingleOption(min, max, range.LogBase, (float?)range.Init),
                (double min, double max) => new UniformDoubleOption(min, max, range.LogBase, (double?)range.Init),
                _ => throw new NotImplementedException(),
            };
        }

        if (member.GetCustomAttribute<BooleanChoiceAttribute>() is BooleanChoiceAttribute flag)
        {
            return new ChoiceOption([true, false], flag.DefaultValue);
        }

        if (member.IsDefined(typeof(NestOptionAttribute)))
        {
            var nested = new ML.SearchSpace.SearchSpace();
            AddTo(nested, type);
            return nested;
        }

        return null;
    }
}
