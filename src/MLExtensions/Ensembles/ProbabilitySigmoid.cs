namespace MLExtensions;

/// <summary>The logistic function that makes a probability of a raw score: 1 / (1 + exp(-(slope * score + offset))).</summary>
/// <remarks>
/// Of a model whose scores are no probabilities, such as a linear SVM, it is fitted on scores of rows that the model was not trained on: J. Platt, "Probabilistic outputs for support vector
/// machines", 1999. ML.NET's <c>PlattCalibrator</c> has the same function with both signs turned.
/// </remarks>
/// <param name="Slope">Log-odds a unit of the score, finite; positive where a higher score means that yes is likelier. 1 for scores that are log-odds.</param>
/// <param name="Offset">The log-odds of yes at a score of 0, finite.</param>
public readonly record struct ProbabilitySigmoid(double Slope, double Offset)
{
    /// <summary>The probability of yes, between 0 and 1; not a number where the score is none.</summary>
    /// <param name="score">The raw score.</param>
    public double Probability(double score)
    {
        // exp of what is negative: it cannot overflow, and small probabilities keep their digits.
        double logOdds = (Slope * score) + Offset;
        double odds = Math.Exp(-Math.Abs(logOdds));
        return (logOdds >= 0 ? 1 : odds) / (1 + odds);
    }
}
