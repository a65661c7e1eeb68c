using System.Reflection;
using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>An estimator that the samples do not cover fails the tests, saying where to add what is missing.</summary>
[TestClass]
public sealed class EstimatorSamplesTests
{
    [TestMethod]
    public void AnEstimatorOnACatalogWithoutSamples_SaysWhereToAddThem()
    {
        var error = Assert.ThrowsExactly<NotSupportedException>(() => EstimatorSamples.Of(Method(nameof(Strangers.OnAnotherCatalog))));

        StringAssert.Contains(error.Message, "Strangers.OnAnotherCatalog extends Microsoft.ML.AnomalyDetectionCatalog");
        StringAssert.Contains(error.Message, "add a line for that catalog to Catalogs in test/MLExtensions.Tests/Harness/EstimatorSamples.cs");
    }

    [TestMethod]
    public void AnEstimatorWithAParameterWithoutAValue_SaysWhereToAddOne()
    {
        var sample = EstimatorSamples.Of(Method(nameof(Strangers.WithAPath))).First();

        var error = Assert.ThrowsExactly<NotSupportedException>(() => EstimatorSamples.Create(new MLContext(), sample));

        StringAssert.Contains(error.Message, "Strangers.WithAPath has a parameter 'path'");
        StringAssert.Contains(error.Message, "add a line for it to Argument in test/MLExtensions.Tests/Harness/EstimatorSamples.cs");
    }

    private static MethodInfo Method(string name) => typeof(Strangers).GetMethod(name)!;
}
