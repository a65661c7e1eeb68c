namespace MLExtensions.AutoML;

/// <summary>How often each class was true and predicted, and the log-loss; logarithms are natural.</summary>
internal sealed class ClassCounts
{
    /// <summary>The least probability that a log-loss is taken of: ML.NET's.</summary>
    private const float Epsilon = 1e-15f;

    private readonly long[] _rowsOf;
    private readonly long[] _correctOf;
    private long _rows;
    private double _logLoss;

    private ClassCounts(int classes)
    {
        _rowsOf = new long[classes];
        _correctOf = new long[classes];
    }

    public double MicroAccuracy => _rows == 0 ? 0 : (double)_correctOf.Sum() / _rows;

    /// <summary>The mean of the classes' recalls, over those that have rows.</summary>
    public double MacroAccuracy =>
        _rowsOf.Zip(_correctOf).Where(pair => pair.First > 0).Select(pair => (double)pair.Second / pair.First).DefaultIfEmpty(0).Average();

    public double LogLoss => _rows == 0 ? 0 : _logLoss / _rows;

    /// <summary>By how much the log-loss is below that of who knows the classes' shares alone, as a part of that.</summary>
    public double LogLossReduction
    {
        get
        {
            double entropy = -_rowsOf.Where(count => count > 0).Sum(count => count * Math.Log((double)count / _rows)) / _rows;
            return (entropy - LogLoss) / entropy;
        }
    }

    /// <param name="labels">Classes, counted from 0; one beyond those that have a score is wrong whatever is predicted, and any that is no class is left out.</param>
    /// <param name="scores"><c>[rows, classes]</c>: probabilities.</param>
    /// <param name="classes">Number of classes.</param>
    public static ClassCounts Of(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores, int classes)
    {
        var counts = new ClassCounts(classes);
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] >= 0 && labels[row] == (int)labels[row])
            {
                counts.Add((int)labels[row], scores.Slice(row * classes, classes));
            }
        }

        return counts;
    }

    private void Add(int label, ReadOnlySpan<float> scores)
    {
        int largest = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                return;
            }

            // The first of equal scores is predicted.
            if (scores[i] > scores[largest])
            {
                largest = i;
            }
        }

        _rows++;
        if (label >= scores.Length)
        {
            _logLoss -= Math.Log(Epsilon);
            return;
        }

        _rowsOf[label]++;
        _correctOf[label] += largest == label ? 1 : 0;
        _logLoss -= Math.Log(Math.Min(1, Math.Max(Epsilon, scores[label])));
    }
}
