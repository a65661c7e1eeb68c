namespace MLExtensions.AutoML;

/// <summary>A binary classification at one threshold: rows whose probability (or score) is at least as large are taken for true.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Precision">The share of true rows among those taken for true, 0 to 1; not a number where there are none.</param>
/// <param name="Recall">The share of the true rows that are taken for true, 0 to 1.</param>
/// <param name="F1">The harmonic mean of precision and recall, 0 to 1.</param>
public readonly record struct ReportThreshold(double Threshold, double Precision, double Recall, double F1)
{
    /// <summary>One point for each distinct score of a binary classification, by rising threshold; none where no row is true.</summary>
    /// <param name="predictions">The predictions; rows whose label or score is not a number are left out.</param>
    internal static ReportThreshold[] Of(TrialPredictions predictions)
    {
        (float Score, bool IsTrue)[] rows =
        [
            .. predictions.Scores.Zip(predictions.Labels)
                .Where(row => !float.IsNaN(row.First) && !float.IsNaN(row.Second))
                .Select(row => (row.First, row.Second > 0))
                .OrderByDescending(row => row.First),
        ];
        int trueRows = rows.Count(row => row.IsTrue);
        if (trueRows == 0)
        {
            return [];
        }

        var points = new List<ReportThreshold>();
        int found = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            found += rows[row].IsTrue ? 1 : 0;

            // Rows of one score stay together: no threshold parts them.
            if (row == rows.Length - 1 || rows[row + 1].Score != rows[row].Score)
            {
                points.Add(new(rows[row].Score, (double)found / (row + 1), (double)found / trueRows, 2.0 * found / (row + 1 + trueRows)));
            }
        }

        points.Reverse();
        return [.. points];
    }
}
