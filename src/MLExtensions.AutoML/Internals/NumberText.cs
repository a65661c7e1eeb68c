using System.Globalization;

namespace MLExtensions.AutoML.Internals;

/// <summary>Numbers as a reader wants them, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "\u2013";

    /// <summary>A metric: four decimals below one, five digits above.</summary>
    public static string Metric(double value) => Math.Abs(value) switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => value > 0 ? "\u221E" : "\u2212\u221E",
        0 => "0",
        >= 1e5 and < 1e9 => Format(value, "#,0"),
        >= 0.1 and < 1 => Format(value, "0.0000"),
        _ => Format(value, "G5"),
    };

    /// <summary>A standard deviation: two digits.</summary>
    public static string Spread(double value) => value switch
    {
        >= 1e-5 and < 10 => Format(value, "F" + Integer(1 - (int)Math.Floor(Math.Log10(value)))),
        >= 10 and < 1e5 => Format(value, "0"),
        _ => Metric(value),
    };

    /// <summary>A parameter's value: four digits.</summary>
    public static string Value(double value) => double.IsFinite(value) && value == Math.Truncate(value) && Math.Abs(value) < 1e9 ? Format(value, "0") : Format(value, "G4");

    /// <summary>A count, or a weight of rows.</summary>
    public static string Count(double value) => Format(value, value == Math.Truncate(value) ? "#,0" : "#,0.#");

    public static string Percent(double share) => double.IsFinite(share) ? Format(100 * share, "0.0") + " %" : None;

    public static string Duration(double seconds) => seconds switch
    {
        < 0 or double.NaN or double.PositiveInfinity => None,
        < 9.95 => Format(seconds, "0.0") + " s",
        < 59.5 => Format(seconds, "0") + " s",
        < 3599.5 => Parts(seconds, 60, "min", "s"),
        _ => Parts(seconds / 60, 60, "h", "min"),
    };

    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => Format(bytes, "0") + " B",
        < 999_500 => Format(bytes / 1e3, "0") + " kB",
        < 999_500_000 => Format(bytes / 1e6, bytes < 9.95e6 ? "0.0" : "0") + " MB",
        _ => Format(bytes / 1e9, "0.0") + " GB",
    };

    /// <summary>A rate: three digits, the thousands parted.</summary>
    public static string Rate(double rate)
    {
        if (!double.IsFinite(rate) || rate < 1)
        {
            return Metric(rate);
        }

        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(rate)) - 2));
        return Format(Math.Round(rate / unit) * unit, "#,0");
    }

    /// <summary>A number for a script to sort by; empty where it is not one.</summary>
    public static string SortKey(double? value) => value is { } number && !double.IsNaN(number) ? Format(number, "R") : "";

    public static string Integer(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Parts(double small, int inLarge, string large, string unit)
    {
        int whole = (int)Math.Round(small);
        return $"{Integer(whole / inLarge)} {large} {(whole % inLarge).ToString("00", CultureInfo.InvariantCulture)} {unit}";
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
