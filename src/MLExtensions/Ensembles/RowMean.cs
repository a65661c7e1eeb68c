namespace MLExtensions.Ensembles;

/// <summary>The weighted mean of one row's scores.</summary>
/// <param name="isProbability">Whether the values are probabilities of yes, whose score is the log-odds.</param>
/// <param name="width">Number of scores.</param>
internal sealed class RowMean(bool isProbability, int width)
{
    private readonly double[] _sums = new double[width];
    private readonly float[] _scores = new float[width];

    public void Clear() => Array.Clear(_sums);

    public void Add(int index, double share) => _sums[index] += share;

    /// <summary>The scores of the shares added since <see cref="Clear"/>.</summary>
    public float[] Scores()
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            _scores[i] = (float)(isProbability ? LogOdds(_sums[i]) : _sums[i]);
        }

        return _scores;
    }

    /// <summary>The log-odds of a probability: finite also where all members are sure, or an evaluator would leave those rows out.</summary>
    private static double LogOdds(double probability)
    {
        double finite = Math.Clamp(probability, float.Epsilon, 1 - 1e-16);
        return Math.Log(finite) - Math.Log(1 - finite);
    }
}
