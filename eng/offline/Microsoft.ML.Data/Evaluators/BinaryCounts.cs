namespace Microsoft.ML.Data;

/// <summary>The counts of a binary evaluation and the ratios made of them. Logarithms are to base 2.</summary>
internal sealed class BinaryCounts
{
    private double _positivesWithProbability;
    private double _negativesWithProbability;
    private double _logLossSum;

    public double TruePositives { get; private set; }

    public double TrueNegatives { get; private set; }

    public double FalsePositives { get; private set; }

    public double FalseNegatives { get; private set; }

    public double Accuracy => (TruePositives + TrueNegatives) / Total;

    public double PositivePrecision => Ratio(TruePositives, TruePositives + FalsePositives);

    public double PositiveRecall => Ratio(TruePositives, TruePositives + FalseNegatives);

    public double NegativePrecision => Ratio(TrueNegatives, TrueNegatives + FalseNegatives);

    public double NegativeRecall => Ratio(TrueNegatives, TrueNegatives + FalsePositives);

    public double F1Score
    {
        get
        {
            double sum = PositivePrecision + PositiveRecall;
            return sum == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / sum;
        }
    }

    public double Entropy => EntropyOf((TruePositives + FalseNegatives) / Total);

    public double LogLoss => double.IsNaN(_logLossSum) ? double.NaN : Ratio(_logLossSum, WithProbability);

    public double LogLossReduction
    {
        get
        {
            if (WithProbability == 0)
            {
                return 0;
            }

            double prior = EntropyOf(_positivesWithProbability / WithProbability);
            return (prior - _logLossSum / WithProbability) / prior;
        }
    }

    private double Total => TruePositives + TrueNegatives + FalsePositives + FalseNegatives;

    private double WithProbability => _positivesWithProbability + _negativesWithProbability;

    public void Add(bool isPositive, bool predictedPositive, float probability)
    {
        switch (isPositive, predictedPositive)
        {
            case (true, true): TruePositives++; break;
            case (true, false): FalseNegatives++; break;
            case (false, true): FalsePositives++; break;
            case (false, false): TrueNegatives++; break;
        }

        if (float.IsNaN(probability))
        {
            _logLossSum = double.NaN;
            return;
        }

        if (isPositive)
        {
            _positivesWithProbability++;
            _logLossSum -= Math.Log2(probability);
        }
        else
        {
            _negativesWithProbability++;
            _logLossSum -= Math.Log2(1.0 - probability);
        }
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    private static double EntropyOf(double probability) =>
        probability is 0 or 1 ? 0 : -(probability * Math.Log2(probability)) - (1 - probability) * Math.Log2(1 - probability);
}
