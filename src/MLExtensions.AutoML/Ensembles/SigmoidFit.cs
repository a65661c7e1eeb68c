namespace MLExtensions.AutoML;

/// <summary>
/// Fits the logistic function that makes probabilities of raw scores: J. Platt, "Probabilistic outputs for support vector machines", 1999. Minimised is the cross-entropy, by Newton's method
/// with steps that are halved until the loss falls, as in H.-T. Lin, C.-J. Lin and R. Weng, "A note on Platt's probabilistic outputs for support vector machines", 2007. The targets are
/// not 0 and 1 but (1 + rows of yes) / (2 + rows of yes) and 1 / (2 + rows of no), which keeps separable scores from a step function.
/// </summary>
internal static class SigmoidFit
{
    private const int MaximumSteps = 100;
    private const double Tolerance = 1e-10;

    /// <summary>Fits it to scores of rows that the model was not trained on. Rows without a label or a finite score are left out.</summary>
    /// <param name="scores">A raw score a row.</param>
    /// <param name="labels">Yes above 0.</param>
    public static ProbabilitySigmoid Fit(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels)
    {
        var rows = new List<(double Score, bool IsPositive)>();
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsFinite(scores[i]) && !float.IsNaN(labels[i]))
            {
                rows.Add((scores[i], labels[i] > 0));
            }
        }

        // Standardised, so that one start and one tolerance are right for scores of any unit.
        double mean = rows.Count == 0 ? 0 : rows.Average(row => row.Score);
        double spread = rows.Count == 0 ? 0 : Math.Sqrt(rows.Average(row => (row.Score - mean) * (row.Score - mean)));
        double unit = spread > 0 ? spread : 1;
        int positives = rows.Count(row => row.IsPositive);
        double yes = (positives + 1.0) / (positives + 2.0);
        double no = 1 / (rows.Count - positives + 2.0);
        (double Score, double Target)[] points = [.. rows.Select(row => ((row.Score - mean) / unit, row.IsPositive ? yes : no))];

        var (slope, offset) = Minimise(points, start: Math.Log((positives + 1.0) / (rows.Count - positives + 1.0)));
        return new ProbabilitySigmoid(slope / unit, offset - (slope * mean / unit));
    }

    private static (double Slope, double Offset) Minimise((double Score, double Target)[] points, double start)
    {
        double slope = 0, offset = start, loss = Loss(points, slope, offset);
        for (int step = 0; step < MaximumSteps; step++)
        {
            // A little on the diagonal: where all scores are the same, the curvature has no inverse.
            double slopeGradient = 0, offsetGradient = 0, slopeCurvature = 1e-12, offsetCurvature = 1e-12, mixed = 0;
            foreach (var (score, target) in points)
            {
                double probability = new ProbabilitySigmoid(slope, offset).Probability(score);
                double error = probability - target, weight = probability * (1 - probability);
                slopeGradient += error * score;
                offsetGradient += error;
                slopeCurvature += weight * score * score;
                offsetCurvature += weight;
                mixed += weight * score;
            }

            double determinant = (slopeCurvature * offsetCurvature) - (mixed * mixed);
            double slopeStep = ((offsetCurvature * slopeGradient) - (mixed * offsetGradient)) / determinant;
            double offsetStep = ((slopeCurvature * offsetGradient) - (mixed * slopeGradient)) / determinant;
            double length = 1, next = Loss(points, slope - slopeStep, offset - offsetStep);
            while (!(next <= loss) && length > Tolerance)
            {
                length /= 2;
                next = Loss(points, slope - (length * slopeStep), offset - (length * offsetStep));
            }

            if (!(next <= loss))
            {
                break;
            }

            slope -= length * slopeStep;
            offset -= length * offsetStep;
            bool isDone = Math.Abs(slopeStep) + Math.Abs(offsetStep) < Tolerance;
            loss = next;
            if (isDone)
            {
                break;
            }
        }

        return (slope, offset);
    }

    /// <summary>The cross-entropy, summed: log(1 + exp(z)) - target * z, z the log-odds.</summary>
    private static double Loss((double Score, double Target)[] points, double slope, double offset)
    {
        double loss = 0;
        foreach (var (score, target) in points)
        {
            double logOdds = (slope * score) + offset;
            loss += Math.Max(logOdds, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logOdds))) - (target * logOdds);
        }

        return loss;
    }
}
