namespace MLExtensions.AutoML;

/// <summary>How often each class was taken for which: the confusion matrix of a <see cref="SearchReport"/>.</summary>
/// <param name="ClassNames">The classes' names, in order.</param>
/// <param name="Counts"><c>[actual, predicted]</c>: rows of the data, or their weights; a square of as many lines as there are classes.</param>
public sealed record ReportConfusion(IReadOnlyList<string> ClassNames, IReadOnlyList<IReadOnlyList<double>> Counts)
{
    /// <summary>Counts what a trial's models said; rows whose label is missing are left out.</summary>
    /// <param name="predictions">The predictions of a classification.</param>
    /// <param name="classNames">The classes' names; null where they have none but their numbers.</param>
    internal static ReportConfusion Of(TrialPredictions predictions, IReadOnlyList<string>? classNames = null)
    {
        int classes = Math.Max(2, predictions.Outputs);
        double[][] counts = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
        for (int row = 0; row < predictions.Rows; row++)
        {
            float label = predictions.Labels[row];
            if (label >= 0 && label < classes)
            {
                counts[(int)label][PredictedClass(predictions, row)]++;
            }
        }

        return new(classNames ?? Names(classes), counts);
    }

    private static int PredictedClass(TrialPredictions predictions, int row)
    {
        ReadOnlySpan<float> scores = predictions.Scores.AsSpan(row * predictions.Outputs, predictions.Outputs);
        if (scores.Length == 1)
        {
            return scores[0] > (predictions.AreProbabilities ? 0.5f : 0) ? 1 : 0;
        }

        int best = 0;
        for (int output = 1; output < scores.Length; output++)
        {
            best = scores[output] > scores[best] ? output : best;
        }

        return best;
    }

    private static string[] Names(int classes) => classes == 2 ? ["false", "true"] : [.. Enumerable.Range(0, classes).Select(number => $"class {number}")];
}
