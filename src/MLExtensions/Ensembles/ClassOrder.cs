using MLExtensions.Scoring;

namespace MLExtensions.Ensembles;

/// <summary>The order of a member's classes beside the ensemble's: each member may have numbered them as it met them.</summary>
internal static class ClassOrder
{
    /// <summary>For each class of a member its place among the ensemble's; null where the orders are the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not the same classes.</exception>
    public static int[]? PlacesIn(MulticlassScoreColumns classes, MemberColumns member, string name)
    {
        string[]? expected = classes.LabelValues?.ToStrings();
        string[]? found = member.ClassValues?.ToStrings();
        if (member.ClassCount != classes.Width || classes.LabelValues?.TypeName != member.ClassValues?.TypeName)
        {
            throw Different();
        }

        if (expected is null || found is null || found.SequenceEqual(expected))
        {
            return null;
        }

        int[] places = [.. found.Select(value => Array.IndexOf(expected, value))];
        return places.Contains(-1) || places.Distinct().Count() < places.Length ? throw Different() : places;

        ArgumentOutOfRangeException Different() => new(
            $"{name} knows {Text(member.ClassCount!.Value, member.ClassValues, found)}, the ensemble {Text(classes.Width, classes.LabelValues, expected)}. All members must know the same classes: fit them on data that has all, or with the same MapValueToKey before them.", innerException: null);
    }

    private static string Text(int count, LabelValues? values, string[]? texts) => values is null
        ? $"{count} classes without values"
        : $"the {count} classes {string.Join(", ", texts!.Take(10))}{(count > 10 ? ", ..." : "")} ({values.TypeName})";
}
