using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>
/// Bins and encodings against PyTorch 1.13's:
/// <code>
/// x = torch.tensor([(i * i * 37 % 1009) / 16 - 20 for i in range(250)])
/// edges = torch.quantile(x, torch.linspace(0, 1, 9)).unique()
/// few = torch.tensor([float(i * i % 7) for i in range(100)])
/// few_edges = torch.quantile(few, torch.linspace(0, 1, 9)).unique()
/// v = torch.tensor([-25., -19.5, 3.3, 11.1, 43., 99.])
/// encoded = ((v[:, None] - edges[:-1]) / (edges[1:] - edges[:-1])).clamp(0, 1)
/// x.double().mean(), x.double().var(unbiased=False)
/// </code>
/// </summary>
[TestClass]
public sealed class PyTorchEncodingTests
{
    private static readonly float[] s_edges = [-20, -12.9921875f, -4.921875f, 3.21875f, 12.6875f, 21.9140625f, 28.671875f, 35.9765625f, 42.9375f];

    [TestMethod]
    public void Statistics_AreThoseOfPyTorch()
    {
        NumberStatistics statistics = Many();
        Assert.AreEqual(11.7885, statistics.Mean(0), 1e-12);
        Assert.AreEqual(364.88945525, statistics.Variance(0), 1e-10);
    }

    [TestMethod]
    public void Bins_AreTheQuantilesOfPyTorch()
    {
        CollectionAssert.AreEqual(s_edges, Many().ToColumn("x", NumberEncoding.PiecewiseLinear, 8, indicators: false).Edges.ToArray());
        var few = new NumberStatistics(1);
        for (int i = 0; i < 100; i++)
        {
            few.Add([i * i % 7]);
        }

        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 4 }, few.ToColumn("x", NumberEncoding.PiecewiseLinear, 8, indicators: false).Edges.ToArray());
    }

    [TestMethod]
    public void Encoding_IsThatOfPyTorch()
    {
        float[] expected =
        [
            0, 0, 0, 0, 0, 0, 0, 0,
            0.0713489f, 0, 0, 0, 0, 0, 0, 0,
            1, 1, 1, 0.0085809f, 0, 0, 0, 0,
            1, 1, 1, 0.8323433f, 0, 0, 0, 0,
            1, 1, 1, 1, 1, 1, 1, 1,
            1, 1, 1, 1, 1, 1, 1, 1,
        ];
        var encoder = new ColumnEncoder("input", [Many().ToColumn("x", NumberEncoding.PiecewiseLinear, 8, indicators: false) with { KeepsStandardized = false }], new RandomParameters(new Philox(1)));
        using var scope = new TensorScope(CpuDevice.Default);
        float[] got = encoder.Forward(new ForwardContext(scope), scope.From([-25f, -19.5f, 3.3f, 11.1f, 43, 99], [6, 1])).ToArray();
        Assert.HasCount(expected.Length, got);
        for (int i = 0; i < got.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], 1e-6f);
        }
    }

    private static NumberStatistics Many()
    {
        var statistics = new NumberStatistics(1);
        for (int i = 0; i < 250; i++)
        {
            statistics.Add([(i * i * 37 % 1009 / 16f) - 20]);
        }

        return statistics;
    }
}
