using System.Globalization;

namespace MLExtensions.Evaluation;

/// <summary>Metrics as text, alike in every culture.</summary>
internal static class Format
{
    private const string Gap = "  ";

    /// <summary>A part of 1, to four places.</summary>
    public static string Part(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A number of any size, to five digits.</summary>
    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Number of rows, and of those left out where there are any.</summary>
    public static string Rows(long count, long skipped) => $"{Count(count)} rows{(skipped > 0 ? $" ({Count(skipped)} left out)" : "")}";

    /// <summary>Rows below a heading and a line; the first column's cells stand at its left, the others' at their right.</summary>
    public static string Table(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        string[] lines =
        [
            .. rows.Select(row => string.Join(
                Gap, row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))),
        ];
        return string.Join('\n', [lines[0], new string('-', lines[0].Length), .. lines[1..]]);
    }
}
