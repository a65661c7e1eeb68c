namespace MLExtensions;

/// <summary>How well one of several outputs is predicted.</summary>
/// <param name="Name">The output's slot name; its index from 0 where it has none.</param>
/// <param name="MeanAbsoluteError">Mean of the differences' sizes, in the output's unit.</param>
/// <param name="MeanSquaredError">Mean of the squared differences.</param>
/// <param name="RootMeanSquaredError">Square root of <paramref name="MeanSquaredError"/>, in the output's unit.</param>
/// <param name="RSquared">
/// Part of the variance that is explained: 1 is perfect, 0 as good as the mean, and it has no lower bound. As scikit-learn has it, a constant output gives 1 where all
/// predictions are exact and 0 where not, and a single row gives NaN.
/// </param>
public sealed record OutputMetrics(string Name, double MeanAbsoluteError, double MeanSquaredError, double RootMeanSquaredError, double RSquared);
