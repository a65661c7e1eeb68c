using System.Reflection;

namespace MLExtensions.Tests.Harness;

/// <summary>An estimator of MLExtensions with the columns that it is tried on.</summary>
internal sealed record EstimatorSample(MethodInfo Method, SampleCatalog Catalog, string Label, string[] Features)
{
    public override string ToString() =>
        $"{EstimatorSamples.NameOf(Method)} with label '{Label}' and features {string.Join(" and ", Features.Select(column => $"'{column}'"))}";
}
