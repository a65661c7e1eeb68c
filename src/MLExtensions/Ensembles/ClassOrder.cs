using MLExtensions.Scoring;

namespace MLExtensions.Ensembles;

/// <summary>The order of a member's classes beside the ensemble's: each member may have numbered them as it met them, and not have met all.</summary>
internal static class ClassOrder
{
    /// <summary>For each class of a member its place among the ensemble's, which may have more; null where they are the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The member knows a class that the ensemble does not.</exception>
    public static int[]? PlacesIn(MulticlassScoreColumns classes, MemberColumns member, string name)
    {
        string[]? expected = classes.LabelValues?.ToStrings();
        string[]? found = member.ClassValues?.ToStrings();
        if (expected is null || found is null)
        {
            return expected is null && found is null && member.ClassCount == classes.Width ? null : throw Different();
        }

        int[] places = [.. found.Select(value => Array.IndexOf(expected, value))];
        if (classes.LabelValues!.TypeName != member.ClassValues!.TypeName || places.Contains(-1) || places.Distinct().Count() < places.Length)
        {
            throw Different();
        }

        return found.Length == expected.Length && places.SequenceEqual(Enumerable.Range(0, places.Length)) ? null : places;

        ArgumentOutOfRangeException Different() => new(
            $"{name} knows {Text(member.ClassCount!.Value, member.ClassValues, found)}, the ensemble {Text(classes.Width, classes.LabelValues, expected)}. All members must know the same classes, or a part of those that one of them knows: fit them on data that has all, or with the same MapValueToKey before them.", innerException: null);
    }

    private static string Text(int count, LabelValues? values, string[]? texts) => values is null
        ? $"{count} classes without values"
        : $"the {count} classes {string.Join(", ", texts!.Take(10))}{(count > 10 ? ", ..." : "")} ({values.TypeName})";
}
