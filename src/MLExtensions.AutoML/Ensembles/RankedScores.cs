namespace MLExtensions.AutoML;

/// <summary>Rows from the highest score to the lowest, and the areas under the curves that they draw.</summary>
internal sealed class RankedScores
{
    /// <summary>For each row, the highest score first, the score's rank in the upper half of the bits and the row in the lower: rows of one score stay in their order.</summary>
    private readonly ulong[] _keys;

    /// <summary>For each row whether its label is yes.</summary>
    private readonly bool[] _isPositive;
    private readonly long _positives;

    private RankedScores(ulong[] keys, bool[] isPositive, long positives)
    {
        _keys = keys;
        _isPositive = isPositive;
        _positives = positives;
    }

    /// <param name="labels">Yes above 0.</param>
    /// <param name="scores">A score a row.</param>
    public static RankedScores Of(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores)
    {
        ulong[] keys = new ulong[labels.Length];
        bool[] isPositive = new bool[labels.Length];
        int count = 0;
        long positives = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            if (float.IsFinite(scores[row]) && !float.IsNaN(labels[row]))
            {
                isPositive[row] = labels[row] > 0;
                positives += isPositive[row] ? 1 : 0;
                keys[count++] = ((ulong)~Ascending(scores[row]) << 32) | (uint)row;
            }
        }

        Array.Resize(ref keys, count);
        Array.Sort(keys);
        return new RankedScores(keys, isPositive, positives);
    }

    /// <summary>
    /// The chance that a row of yes scores above one of no, ties counting half (H. Mann and D. Whitney, "On a test of whether one of two random variables is stochastically larger
    /// than the other", 1947). Not a number where a class is missing.
    /// </summary>
    public double AreaUnderRocCurve()
    {
        long negatives = _keys.Length - _positives;
        double wins = 0;
        long positivesAbove = 0;
        for (int start = 0; start < _keys.Length;)
        {
            long tiedPositives = 0;
            int end = start;
            for (; end < _keys.Length && _keys[end] >> 32 == _keys[start] >> 32; end++)
            {
                tiedPositives += IsPositive(end) ? 1 : 0;
            }

            wins += (end - start - tiedPositives) * (positivesAbove + (0.5 * tiedPositives));
            positivesAbove += tiedPositives;
            start = end;
        }

        return wins / ((double)_positives * negatives);
    }

    /// <summary>
    /// The area under precision over recall, by trapezoids from row to row, rows of one score in their order, as ML.NET has it; of more than 100,000 rows that draws a sample, here are
    /// all. Not a number where no label is yes.
    /// </summary>
    public double AreaUnderPrecisionRecallCurve()
    {
        double area = 0;
        double before = 1;
        long found = 0;
        for (int i = 0; i < _keys.Length; i++)
        {
            bool isPositive = IsPositive(i);
            found += isPositive ? 1 : 0;
            double precision = (double)found / (i + 1);
            area += isPositive ? (before + precision) / 2 : 0;
            before = precision;
        }

        return area / _positives;
    }

    private bool IsPositive(int index) => _isPositive[(uint)_keys[index]];

    /// <summary>A number that is the larger the larger the score is; the two zeros are one.</summary>
    private static uint Ascending(float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x80000000) == 0 ? bits | 0x80000000 : ~bits;
    }
}
