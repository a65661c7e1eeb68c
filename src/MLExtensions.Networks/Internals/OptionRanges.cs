using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MLExtensions.Networks.Internals;

/// <summary>Checks an options record against the <see cref="RangeAttribute"/>s that its properties carry, the same facts that a sweep reads.</summary>
internal static class OptionRanges
{
    /// <summary>Throws for the first property outside its range, naming the property, the value and the range.</summary>
    public static void Check(object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && property.GetValue(options) is { } value)
            {
                Check(property.Name, Convert.ToDouble(value, CultureInfo.InvariantCulture), range);
            }
            else if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, property.GetValue(options)!))
            {
                throw new ArgumentOutOfRangeException(
                    property.Name,
                    $"{property.Name} is {property.GetValue(options)}; expected one of {string.Join(", ", Enum.GetNames(property.PropertyType))}.");
            }
        }
    }

    /// <summary>Throws unless a value is in a range; NaN is in none.</summary>
    public static void Check(string option, double value, RangeAttribute range)
    {
        double minimum = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        double maximum = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        bool above = range.MinimumIsExclusive ? value > minimum : value >= minimum;
        bool below = range.MaximumIsExclusive ? value < maximum : value <= maximum;
        if (!(above && below))
        {
            throw new ArgumentOutOfRangeException(option, $"{option} is {Number(value)}; expected {Describe(range, minimum, maximum)}.");
        }
    }

    /// <summary>Throws unless a list has so many numbers, each in a range.</summary>
    public static void CheckList(string option, IReadOnlyList<int> values, RangeAttribute count, RangeAttribute value)
    {
        Check($"{option}.Count", values.Count, count);
        for (int i = 0; i < values.Count; i++)
        {
            Check(string.Create(CultureInfo.InvariantCulture, $"{option}[{i}]"), values[i], value);
        }
    }

    private static string Describe(RangeAttribute range, double minimum, double maximum)
    {
        string low = range.MinimumIsExclusive ? "more than" : "at least";
        string high = range.MaximumIsExclusive ? "less than" : "at most";
        return maximum is int.MaxValue or double.MaxValue or float.MaxValue
            ? $"{low} {Number(minimum)}"
            : $"{low} {Number(minimum)} and {high} {Number(maximum)}";
    }

    // Seven digits are what a float has: 0.1 and not 0.100000001.
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) < 1e15 && Math.Truncate(value) == value ? "F0" : "G7", CultureInfo.InvariantCulture);
}
