namespace MLExtensions.Tensors.Tests;

/// <summary>Every operation, forward and backward, gives the same bits on any number of threads.</summary>
[TestClass]
public class OperationSameBitsTests
{
    public static IEnumerable<object[]> Families => OperationSamples.All.Select(family => new object[] { family.GetType().Name });

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Results_OnOneTwoAndFourThreads_AreTheSameBits(string family)
    {
        OperationSamples samples = OperationSamples.All.Single(candidate => candidate.GetType().Name == family);
        var random = new Random(21);
        foreach (OperationSample sample in samples.Large(random))
        {
            int[][] one = OperationRun.Bits(sample, 1);
            foreach (int degree in new[] { 2, 4 })
            {
                int[][] several = OperationRun.Bits(sample, degree);
                Assert.HasCount(one.Length, several);
                for (int i = 0; i < one.Length; i++)
                {
                    Assert.IsTrue(one[i].AsSpan().SequenceEqual(several[i]), $"{sample}: result {i} differs on {degree} threads.");
                }
            }
        }
    }
}
