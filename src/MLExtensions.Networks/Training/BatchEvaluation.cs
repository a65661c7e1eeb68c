namespace MLExtensions.Networks;

/// <summary>What a batch adds to a validation result.</summary>
/// <param name="LossSum">The batch's mean loss times <paramref name="LossWeight"/>.</param>
/// <param name="LossWeight">What the batch's loss counts: the sum of the row weights, with class weights each times its class's.</param>
/// <param name="MetricSum">What the batch adds to the metric: its rows, or groups, each times its weight.</param>
/// <param name="MetricWeight">What the batch counts in the metric: the sum of those weights.</param>
public readonly record struct BatchEvaluation(double LossSum, double LossWeight, double MetricSum, double MetricWeight);
