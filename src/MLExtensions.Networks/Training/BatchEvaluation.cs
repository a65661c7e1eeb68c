namespace MLExtensions.Networks;

/// <summary>What a batch adds to a validation result.</summary>
/// <param name="LossSum">The rows' losses, each times its weight.</param>
/// <param name="MetricSum">What the rows add to the metric, each times its weight.</param>
/// <param name="Weight">The sum of the row weights.</param>
public readonly record struct BatchEvaluation(double LossSum, double MetricSum, double Weight);
