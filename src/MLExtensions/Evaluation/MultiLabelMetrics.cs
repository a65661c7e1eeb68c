using MLExtensions.Evaluation;

namespace MLExtensions;

/// <summary>How well several yes-or-no labels a row are predicted. Definitions and undefined values are scikit-learn's.</summary>
/// <remarks>
/// Micro averages count all labels' decisions together, so that frequent labels weigh most; macro averages are means over the labels, each weighing alike. A quotient
/// 0 / 0 is 0 in precision, recall and F1, as with scikit-learn's <c>zero_division=0</c>; it is NaN in <see cref="MacroAreaUnderRocCurve"/>.
/// </remarks>
public sealed class MultiLabelMetrics
{
    internal MultiLabelMetrics()
    {
    }

    /// <summary>Part of the rows in which every label is predicted rightly (scikit-learn's <c>accuracy_score</c>).</summary>
    public double SubsetAccuracy { get; internal init; }

    /// <summary>Part of all decisions, a row and a label each, that are wrong.</summary>
    public double HammingLoss { get; internal init; }

    /// <summary>Part of the predicted labels that are present, over all rows and labels.</summary>
    public double MicroPrecision { get; internal init; }

    /// <summary>Part of the present labels that are predicted, over all rows and labels.</summary>
    public double MicroRecall { get; internal init; }

    /// <summary>Harmonic mean of <see cref="MicroPrecision"/> and <see cref="MicroRecall"/>.</summary>
    public double MicroF1 { get; internal init; }

    /// <summary>Mean of the labels' precision.</summary>
    public double MacroPrecision { get; internal init; }

    /// <summary>Mean of the labels' recall.</summary>
    public double MacroRecall { get; internal init; }

    /// <summary>Mean of the labels' F1; not the harmonic mean of the macro averages.</summary>
    public double MacroF1 { get; internal init; }

    /// <summary>Mean of the rows' F1; a row that has no label and is predicted none counts 0.</summary>
    public double SamplesF1 { get; internal init; }

    /// <summary>
    /// Mean over rows and labels of the negative natural logarithm of the probability given to what is so. Probabilities are kept 2^-23 away from 0 and 1.
    /// </summary>
    public double LogLoss { get; internal init; }

    /// <summary>
    /// Mean of the labels' areas under the receiver operating characteristic. NaN where a label is in all rows or in none, since it has no such area: see
    /// <see cref="PerLabel"/> for the others.
    /// </summary>
    public double MacroAreaUnderRocCurve { get; internal init; }

    /// <summary>Metrics of each label, in the order of the vector's slots.</summary>
    public IReadOnlyList<LabelMetrics> PerLabel { get; internal init; } = [];

    /// <summary>Rows that were evaluated.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Rows that were left out, because a label, score or probability was missing or not finite.</summary>
    public long SkippedRowCount { get; internal init; }

    /// <summary>The metrics as a table with a line for each label.</summary>
    public override string ToString() =>
        $"""
        Multi-label metrics of {Format.Rows(RowCount, SkippedRowCount)}, {PerLabel.Count} labels
        Subset accuracy {Format.Part(SubsetAccuracy)}, Hamming loss {Format.Part(HammingLoss)}, log-loss {Format.Number(LogLoss)}, F1 of rows {Format.Part(SamplesF1)}

        {Format.Table([
            ["Label", "Accuracy", "Precision", "Recall", "F1", "AUC", "Positive"],
            .. PerLabel.Select(label => Line(
                label.Name, Format.Part(label.Accuracy), label.Precision, label.Recall, label.F1, label.AreaUnderRocCurve, Format.Count(label.PositiveCount))),
            Line("(macro)", "", MacroPrecision, MacroRecall, MacroF1, MacroAreaUnderRocCurve, ""),
            ["(micro)", "", Format.Part(MicroPrecision), Format.Part(MicroRecall), Format.Part(MicroF1), "", ""],
        ])}
        """;

    private static string[] Line(string name, string accuracy, double precision, double recall, double f1, double area, string count) =>
        [name, accuracy, Format.Part(precision), Format.Part(recall), Format.Part(f1), Format.Part(area), count];
}
