using MLExtensions.Evaluation;

namespace MLExtensions;

/// <summary>Whether probabilities mean what they say: of the rows given 80 %, are 80 % so?</summary>
/// <remarks>
/// Confidence is the probability of yes with two classes, as in scikit-learn's <c>calibration_curve</c>, and the predicted class's probability with more (Guo, Pleiss, Sun,
/// Weinberger: On Calibration of Modern Neural Networks, 2017). Bins are equally wide.
/// </remarks>
public sealed class CalibrationMetrics
{
    private const int BarWidth = 30;

    internal CalibrationMetrics()
    {
    }

    /// <summary>Mean distance between confidence and observed frequency, the bins weighed by their rows; from 0, the best, to 1.</summary>
    public double ExpectedCalibrationError { get; internal init; }

    /// <summary>The largest distance between confidence and observed frequency in a bin with rows; from 0, the best, to 1.</summary>
    public double MaximumCalibrationError { get; internal init; }

    /// <summary>
    /// Mean squared difference between probability and what is so, which measures calibration and sharpness together. Two classes: of the probability of yes, from 0,
    /// the best, to 1. More: the sum over the classes, from 0 to 2 (Brier 1950).
    /// </summary>
    public double BrierScore { get; internal init; }

    /// <summary>The bins, from 0 to 1; those without rows too.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; internal init; } = [];

    /// <summary>Rows that were evaluated.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Rows that were left out, because a label or probability was missing or not finite.</summary>
    public long SkippedRowCount { get; internal init; }

    /// <summary>
    /// A reliability diagram as text: a line for each bin with a bar as long as its observed frequency and a <c>|</c> at its mean confidence. Bars that end short of it are
    /// overconfident.
    /// </summary>
    public override string ToString() =>
        $"""
        Calibration of {Format.Rows(RowCount, SkippedRowCount)}
        Expected calibration error {Format.Part(ExpectedCalibrationError)}, maximum {Format.Part(MaximumCalibrationError)}, Brier score {Format.Part(BrierScore)}

        {Format.Table([
            ["Bin", "Rows", "Confidence", "Observed", "Observed as a bar, | at the confidence".PadRight(BarWidth + 2)],
            .. Bins.Select(bin => (string[])
            [
                $"{Format.Part(bin.Lower)} - {Format.Part(bin.Upper)}",
                Format.Count(bin.Count),
                bin.Count > 0 ? Format.Part(bin.MeanConfidence) : "",
                bin.Count > 0 ? Format.Part(bin.ObservedFrequency) : "",
                Bar(bin),
            ]),
        ])}
        """;

    private static string Bar(CalibrationBin bin)
    {
        char[] bar = new char[BarWidth + 1];
        Array.Fill(bar, ' ');
        if (bin.Count > 0)
        {
            Array.Fill(bar, '#', 0, Place(bin.ObservedFrequency));
            bar[Place(bin.MeanConfidence)] = '|';
        }

        return $"[{new string(bar)}]";
    }

    private static int Place(double part) => (int)Math.Round(Math.Clamp(part, 0, 1) * BarWidth);
}
