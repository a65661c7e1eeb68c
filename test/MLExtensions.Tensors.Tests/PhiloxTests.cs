namespace MLExtensions.Tensors.Tests;

[TestClass]
public class PhiloxTests
{
    // The known-answer vectors that Random123 publishes for philox4x32-10 (Salmon et al. 2011).
    [TestMethod]
    [DataRow(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [DataRow(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [DataRow(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_OfAPublishedCounterAndKey_IsThePublishedAnswer(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3)
    {
        var words = new uint[4];
        Philox.Block(c0, c1, c2, c3, k0, k1, words);
        CollectionAssert.AreEqual(new[] { w0, w1, w2, w3 }, words);
    }

    [TestMethod]
    public void NextUInt32_OfSeedZero_BeginsWithTheBlockOfCounterZero()
    {
        var random = new Philox(0);
        uint[] words = [random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()];
        CollectionAssert.AreEqual(new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u }, words);
    }

    [TestMethod]
    public void State_SetAgainAnywhere_ContinuesTheSameSequence()
    {
        for (int position = 0; position < 9; position++)
        {
            var random = new Philox(42, 7);
            for (int i = 0; i < position; i++)
            {
                random.NextUInt32();
            }

            var other = new Philox(1) { State = random.State };
            for (int i = 0; i < 10; i++)
            {
                Assert.AreEqual(random.NextUInt32(), other.NextUInt32());
            }
        }
    }

    [TestMethod]
    public void Fork_OfTheSameNumber_IsTheSameSequenceWhereverTheParentStands()
    {
        var parent = new Philox(5);
        Philox before = parent.Fork(3);
        parent.NextUInt32();
        uint first = before.NextUInt32();
        Assert.AreEqual(first, parent.Fork(3).NextUInt32());
        Assert.AreNotEqual(first, parent.Fork(4).NextUInt32());
        Assert.AreNotEqual(first, new Philox(6).Fork(3).NextUInt32());
    }

    [TestMethod]
    public void NextSingle_Many_AreUniformInTheUnitInterval()
    {
        const int Count = 100_000;
        var random = new Philox(11);
        var bins = new int[10];
        for (int i = 0; i < Count; i++)
        {
            float value = random.NextSingle();
            Assert.IsTrue(value is >= 0 and < 1);
            bins[(int)(value * 10)]++;
        }

        // Chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand seeds, and the seed is fixed.
        Assert.IsLessThan(27.9, bins.Sum(bin => Math.Pow(bin - Count / 10.0, 2) / (Count / 10.0)));
    }

    [TestMethod]
    public void NextGaussian_Many_HaveTheNormalMoments()
    {
        const int Count = 100_000;
        var random = new Philox(12);
        double[] values = [.. Enumerable.Range(0, Count).Select(_ => (double)random.NextGaussian())];

        // Four standard errors: 1/sqrt(n), sqrt(2/n), sqrt(96/n).
        Assert.AreEqual(0, values.Average(), 4 / Math.Sqrt(Count));
        Assert.AreEqual(1, values.Average(v => v * v), 4 * Math.Sqrt(2.0 / Count));
        Assert.AreEqual(3, values.Average(v => v * v * v * v), 4 * Math.Sqrt(96.0 / Count));
    }

    [TestMethod]
    public void Shuffle_OfARange_IsAPermutationAndHitsAllOrders()
    {
        var random = new Philox(13);
        var orders = new Dictionary<(int, int, int), int>();
        for (int i = 0; i < 6000; i++)
        {
            int[] values = [0, 1, 2];
            random.Shuffle(values);
            orders[(values[0], values[1], values[2])] = orders.GetValueOrDefault((values[0], values[1], values[2])) + 1;
            Array.Sort(values);
            CollectionAssert.AreEqual(new[] { 0, 1, 2 }, values);
        }

        Assert.HasCount(6, orders);

        // Chi-square with 5 degrees of freedom: 20.5 is exceeded once in a thousand seeds.
        Assert.IsLessThan(20.5, orders.Values.Sum(count => Math.Pow(count - 1000.0, 2) / 1000));
    }

    [TestMethod]
    public void NextInt32_WithANonPositiveBound_Throws() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Philox(1).NextInt32(0));
}
