using System.Reflection;
using MLExtensions.Networks;

namespace MLExtensions.Tests.Harness;

/// <summary>An estimator of MLExtensions with the columns that it is tried on.</summary>
internal sealed record EstimatorSample(MethodInfo Method, SampleCatalog Catalog, string Label, string[] Features)
{
    /// <summary>Null for the estimator's own.</summary>
    public Architecture? Architecture { get; init; }

    public override string ToString() =>
        $"{EstimatorSamples.NameOf(Method)} with label '{Label}' and features {string.Join(" and ", Features.Select(column => $"'{column}'"))}{(Architecture is null ? "" : $", {Architecture.GetType().Name}")}";
}
