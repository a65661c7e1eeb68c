using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>What <see cref="EstimatorHarness"/> needs to check an estimator.</summary>
internal sealed record EstimatorCase
{
    /// <summary>Names the estimator in messages.</summary>
    public required string Name { get; init; }

    public required MLContext Context { get; init; }

    public required IEstimator<ITransformer> Estimator { get; init; }

    /// <summary>What it can be fitted on and can transform.</summary>
    public required SampleData Valid { get; init; }

    /// <summary>What it can neither be fitted on nor, fitted on <see cref="Valid"/>, transform.</summary>
    public IReadOnlyList<UnfitData> Invalid { get; init; } = [];

    /// <summary>What it cannot be fitted on but, fitted on <see cref="Valid"/>, can transform: labels are missing, for instance.</summary>
    public IReadOnlyList<UnfitData> ValidForTransformOnly { get; init; } = [];

    /// <summary>What it can be fitted on but, fitted on <see cref="Valid"/>, cannot transform: vectors have another size, for instance.</summary>
    public IReadOnlyList<UnfitData> ValidForFitOnly { get; init; } = [];
}
