namespace MLExtensions.AutoML;

/// <summary>The sums that the metrics of regression are made of. Labels are squared in single precision, as ML.NET does it: the figures are to be the same.</summary>
internal readonly record struct RegressionSums(long Rows, double AbsoluteErrors, double SquaredErrors, double Labels, double SquaredLabels)
{
    public double MeanAbsoluteError => Rows == 0 ? 0 : AbsoluteErrors / Rows;

    public double MeanSquaredError => Rows == 0 ? 0 : SquaredErrors / Rows;

    /// <summary>The share of the labels' variance that is explained; not a number where all labels are the same.</summary>
    public double RSquared
    {
        get
        {
            double variation = SquaredLabels - (Labels * Labels / Rows);
            return Rows == 0 ? 0 : variation == 0 ? double.NaN : 1 - (SquaredErrors / variation);
        }
    }

    /// <param name="labels">A label a row.</param>
    /// <param name="scores">A prediction a row.</param>
    public static RegressionSums Of(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores)
    {
        long rows = 0;
        double absoluteErrors = 0, squaredErrors = 0, sum = 0, squares = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            float label = labels[row];
            if (float.IsNaN(label) || float.IsNaN(scores[row]))
            {
                continue;
            }

            double error = Math.Abs((double)label - scores[row]);
            rows++;
            absoluteErrors += error;
            squaredErrors += error * error;
            sum += label;
            squares += label * label;
        }

        return new RegressionSums(rows, absoluteErrors, squaredErrors, sum, squares);
    }
}
