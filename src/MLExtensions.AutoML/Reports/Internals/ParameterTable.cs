namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>The parameters of a search, over all of its trials.</summary>
internal static class ParameterTable
{
    /// <summary>The names, as <see cref="TrialParameter.FullName"/>, of those that did not have the same value in all trials that have them.</summary>
    public static HashSet<string> Varying(ReportModel model) =>
    [
        .. model.Trials.SelectMany(trial => trial.Parameters)
            .GroupBy(parameter => parameter.FullName)
            .Where(values => values.Select(value => value.Text).Distinct().Skip(1).Any())
            .Select(values => values.Key),
    ];

    /// <summary>
    /// Whether values were drawn evenly in their logarithm, as far as they show it: all are positive, they reach over more than a factor of 20, and their logarithms are
    /// nearer to an even distribution (by the distance of Kolmogorov and Smirnov) than they are themselves.
    /// </summary>
    public static bool IsLogarithmic(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length >= 3
            && ordered[0] > 0
            && ordered[^1] > 20 * ordered[0]
            && DistanceFromEven([.. ordered.Select(value => Math.Log(value))]) < DistanceFromEven(ordered);
    }

    private static double DistanceFromEven(double[] ordered)
    {
        double most = 0;
        for (int index = 0; index < ordered.Length; index++)
        {
            double even = (ordered[index] - ordered[0]) / (ordered[^1] - ordered[0]);
            most = Math.Max(most, Math.Max(even - ((double)index / ordered.Length), ((double)(index + 1) / ordered.Length) - even));
        }

        return most;
    }
}
