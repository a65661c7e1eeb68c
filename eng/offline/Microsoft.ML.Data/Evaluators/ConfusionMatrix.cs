using System.Text;

namespace Microsoft.ML.Data;

public sealed class ConfusionMatrix
{
    private readonly string[] _classNames;
    private readonly bool _isBinary;
    private string _formatted;

    internal ConfusionMatrix(double[][] counts, string[] classNames, bool isBinary)
    {
        _classNames = classNames;
        _isBinary = isBinary;
        NumberOfClasses = counts.Length;
        Counts = Array.AsReadOnly<IReadOnlyList<double>>([.. counts.Select(Array.AsReadOnly)]);
        PerClassRecall = PerClass(i => counts[i].Sum());
        PerClassPrecision = PerClass(i => counts.Sum(row => row[i]));

        IReadOnlyList<double> PerClass(Func<int, double> total) => Array.AsReadOnly<double>(
            [.. Enumerable.Range(0, NumberOfClasses).Select(i => total(i) > 0 ? counts[i][i] / total(i) : 0)]);
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>A row for each true class, in it a count for each predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckIndex(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckIndex(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    public string GetFormattedConfusionTable() => _formatted ??= Format();

    private void CheckIndex(int index, string name)
    {
        if (index < 0 || index >= NumberOfClasses)
        {
            throw new ArgumentOutOfRangeException(name, "Invalid index. Should be non-negative, less than the number of classes.");
        }
    }

    private string Format()
    {
        int columnWidth = NumberOfClasses == 2 ? 8 : 5;
        int nameWidth = _classNames.Max(name => name.Length);

        // Names too long for a column's head give way to indices there, and rows then show both.
        bool headsAreIndices = nameWidth > columnWidth;
        int indexWidth = (NumberOfClasses - 1).ToString().Length;
        int rowHeadWidth = Math.Max("PREDICTED".Length, headsAreIndices ? nameWidth + indexWidth + 2 : nameWidth);

        var text = new StringBuilder();
        if (_isBinary && NumberOfClasses == 2)
        {
            double positives = Counts[0].Sum();
            double negatives = Counts[1].Sum();
            text.Append($"TEST {_classNames[0].ToUpper()} RATIO:\t{positives / (positives + negatives):N4} ({positives:F1}/({positives:F1}+{negatives:F1}))");
        }

        text.AppendLine();
        text.AppendLine("Confusion table");
        string rule = string.Concat(Enumerable.Repeat(NumberOfClasses > 2 ? "========" : "===========", NumberOfClasses));
        text.AppendLine(RowHead("") + rule);
        text.Append(RowHead("PREDICTED"));
        for (int i = 0; i < NumberOfClasses; i++)
        {
            text.Append($" {(headsAreIndices ? i.ToString() : _classNames[i]).PadLeft(columnWidth)} |");
        }

        text.AppendLine(" Recall");
        text.AppendLine(RowHead("TRUTH") + rule);
        for (int i = 0; i < NumberOfClasses; i++)
        {
            string name = headsAreIndices
                ? $"{i.ToString().PadLeft(indexWidth)}. {_classNames[i].PadLeft(rowHeadWidth - indexWidth - 2)}"
                : _classNames[i].PadLeft(rowHeadWidth);
            text.Append($"{name} ||");
            foreach (double count in Counts[i])
            {
                text.Append($" {count.ToString("N0").PadLeft(columnWidth)} |");
            }

            text.AppendLine($" {PerClassRecall[i],5:F4}");
        }

        text.AppendLine(RowHead("") + rule);
        text.Append(RowHead("Precision"));
        foreach (double precision in PerClassPrecision)
        {
            text.Append($"{precision.ToString("N4").PadLeft(columnWidth + 1)} |");
        }

        text.AppendLine();
        return text.ToString();

        string RowHead(string head) => $"{head.PadRight(rowHeadWidth)} ||";
    }
}
