using MLExtensions.Evaluation;

namespace MLExtensions;

/// <summary>How well several numbers a row are predicted. Averages are means over the outputs, as scikit-learn's <c>multioutput='uniform_average'</c>.</summary>
/// <remarks>Outputs of larger numbers weigh more in the errors' averages; all outputs weigh alike in <see cref="RSquared"/>.</remarks>
public sealed class MultiOutputMetrics
{
    internal MultiOutputMetrics()
    {
    }

    /// <summary>Mean of the outputs' mean absolute errors.</summary>
    public double MeanAbsoluteError { get; internal init; }

    /// <summary>Mean of the outputs' mean squared errors.</summary>
    public double MeanSquaredError { get; internal init; }

    /// <summary>Mean of the outputs' root mean squared errors; not the root of <see cref="MeanSquaredError"/>.</summary>
    public double RootMeanSquaredError { get; internal init; }

    /// <summary>Mean of the outputs' R².</summary>
    public double RSquared { get; internal init; }

    /// <summary>Metrics of each output, in the order of the vector's slots.</summary>
    public IReadOnlyList<OutputMetrics> PerOutput { get; internal init; } = [];

    /// <summary>Rows that were evaluated.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Rows that were left out, because a label or score was missing or not finite.</summary>
    public long SkippedRowCount { get; internal init; }

    /// <summary>The metrics as a table with a line for each output.</summary>
    public override string ToString() =>
        $"""
        Multi-output metrics of {Format.Rows(RowCount, SkippedRowCount)}, {PerOutput.Count} outputs

        {Format.Table([
            ["Output", "MAE", "MSE", "RMSE", "R2"],
            .. PerOutput.Select(output => Line(
                output.Name, output.MeanAbsoluteError, output.MeanSquaredError, output.RootMeanSquaredError, output.RSquared)),
            Line("(mean)", MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError, RSquared),
        ])}
        """;

    private static string[] Line(string name, double absolute, double squared, double root, double rSquared) =>
        [name, Format.Number(absolute), Format.Number(squared), Format.Number(root), Format.Part(rSquared)];
}
