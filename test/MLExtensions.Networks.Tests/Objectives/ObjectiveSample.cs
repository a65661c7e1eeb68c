namespace MLExtensions.Networks.Tests;

/// <summary>An objective with a batch of outputs and labels, for the checks that run over every objective.</summary>
/// <param name="Name">What the sample is called.</param>
/// <param name="Objective">The objective.</param>
/// <param name="Outputs">The network's outputs, `[rows, OutputSize]`.</param>
/// <param name="Labels">The labels, `[rows, LabelSize]`; class indices as numbers.</param>
/// <param name="Weights">The row weights.</param>
/// <param name="Loss">The loss over the batch.</param>
/// <param name="Metric">The metric over the batch.</param>
internal sealed record ObjectiveSample(string Name, Objective Objective, float[] Outputs, float[] Labels, float[] Weights, double Loss, double Metric)
{
    /// <summary>The rows' group numbers; empty where there are no groups.</summary>
    public int[] Groups { get; init; } = [];

    public override string ToString() => Name;
}
