#if !PREDICTION_ENGINE_POOL
namespace MLExtensions.PredictionEnginePool.Tests;

/// <summary>Stands where the tests would that need Microsoft.Extensions.ML, so that they are counted as not run.</summary>
[TestClass]
public sealed class WithoutThePackageTests
{
    [TestMethod]
    public void AModelFile_IsServedByAPool() => Skip();

    [TestMethod]
    public void ManyThreads_GetTheScoresOfTheModel() => Skip();

    [TestMethod]
    public void AFileThatIsReplaced_IsServedFromThenOn() => Skip();

    private static void Skip() =>
        Assert.Inconclusive("This build is without Microsoft.Extensions.ML, the package of the prediction engine pool. Where a feed has it, eng/test.sh finds it.");
}
#endif
