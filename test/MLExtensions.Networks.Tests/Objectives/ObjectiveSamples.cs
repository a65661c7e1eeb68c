namespace MLExtensions.Networks.Tests;

/// <summary>A sample at least for every objective, every loss of regression and every loss of ranking; one without fails a test. Losses and metrics are those of PyTorch:</summary>
/// <remarks>
/// torch 1.13:
/// <code>
/// import math, torch, torch.nn.functional as F
/// torch.set_default_dtype(torch.float64)
/// w = torch.tensor([1, 2, 0.5])
/// o = torch.tensor([[0.3, -1.2], [1.5, 0.4], [-0.7, 2.0]])
/// y = torch.tensor([[12., -1.5], [3., -0.25], [9., 0.25]])
/// mean, scale = torch.tensor([10., -1.]), torch.tensor([4., 0.5])
/// t, s = (y - mean) / scale, o * scale + mean
/// wm = lambda e: ((e.mean(1) * w).sum() / w.sum()).item()
/// q = lambda e, q=0.9: torch.maximum(q * e, (q - 1) * e)
/// print("squared", wm(F.mse_loss(o, t, reduction="none")), wm((s - y) ** 2) ** 0.5)
/// print("absolute", wm(F.l1_loss(o, t, reduction="none")), wm((s - y).abs()))
/// print("huber", wm(F.huber_loss(o, t, reduction="none", delta=0.75)), wm((s - y).abs()))
/// print("quantile", wm(q(t - o)), wm(q(y - s)))
/// c, m = torch.tensor([[2., 0.], [0., 1.], [5., 7.]]), torch.tensor([3., 0.5])
/// r = o.exp() * m
/// print("poisson", wm(F.poisson_nll_loss(o, c / m, log_input=True, reduction="none")), wm(2 * (torch.xlogy(c, c / r) - c + r)))
/// d = F.softplus(torch.tensor([[0.5, -2.], [1., 0.], [3., -1.]])) + 0.001
/// print("gaussian", wm(F.gaussian_nll_loss(o, t, d ** 2, reduction="none")), wm((s - y) ** 2) ** 0.5)
/// b, p = torch.tensor([[1., 0.], [0., 0.], [1., 1.]]), torch.tensor([2., 0.5])
/// right = lambda o, b: wm(((o > 0) == (b > 0)).double())
/// print("labels", wm(F.binary_cross_entropy_with_logits(o, b, pos_weight=p, reduction="none")), right(o, b))
/// o1, b1 = o[:, :1], b[:, :1]
/// print("binary", wm(F.binary_cross_entropy_with_logits(o1, b1, pos_weight=torch.tensor([3.]), reduction="none")), right(o1, b1))
/// k, cw = torch.tensor([1, 0, 1]), torch.tensor([2., 0.5])
/// e = F.cross_entropy(o, k, weight=cw, label_smoothing=0.1, reduction="none")
/// print("classes", (e * w).sum() / (w * cw[k]).sum(), ((o.argmax(1) == k).double() * w).sum() / w.sum())
/// x, l = torch.tensor([0.2, 1.1, -0.5, 0.9, 0.3, -0.4, 2.0]), torch.tensor([2., 0., 1., 2., 0., 1., 3.])
/// v = torch.tensor([1., 1, 2, 1, 3, 1, 0])
/// def group(rows, by_ndcg):
///     rows = [i for i in rows if v[i] > 0]
///     discount = {i: 1 / math.log2(n + 2) for n, i in enumerate(sorted(rows, key=lambda i: -x[i]))}
///     change = lambda i, j: abs((2 ** l[i] - 2 ** l[j]) * (discount[i] - discount[j])) if by_ndcg else 1
///     pairs = [(v[i] * v[j] * change(i, j), F.softplus(x[j] - x[i])) for i in rows for j in rows if l[i] > l[j]]
///     return sum(a * b for a, b in pairs) / sum(a for a, _ in pairs), sum(v[i] for i in rows) / len(rows)
/// for by_ndcg in (False, True):
///     parts = [group(range(0, 4), by_ndcg), group(range(4, 7), by_ndcg)]
///     print("ranking", by_ndcg, (sum(a * b for a, b in parts) / sum(b for _, b in parts)).item())
/// dcg = lambda ls: sum((2 ** a - 1) / math.log2(n + 2) for n, a in enumerate(ls))
/// print("ndcg", (1.25 * dcg([0, 2, 2, 1]) / dcg([2, 2, 1, 0]) + 2 * dcg([0, 1]) / dcg([1, 0])) / 3.25)
/// </code>
/// </remarks>
internal static class ObjectiveSamples
{
    private static readonly float[] Weights = [1, 2, 0.5f];
    private static readonly float[] Outputs = [0.3f, -1.2f, 1.5f, 0.4f, -0.7f, 2];
    private static readonly float[] First = [0.3f, 1.5f, -0.7f];
    private static readonly float[] Labels = [12, -1.5f, 3, -0.25f, 9, 0.25f];

    public static IReadOnlyList<ObjectiveSample> All { get; } =
    [
        new("squared", Regression(new SquaredLoss()), Outputs, Labels, Weights, 3.4073214285714286, 6.978602500296378),
        new("absolute", Regression(new AbsoluteLoss()), Outputs, Labels, Weights, 1.3678571428571427, 4.146428571428571),
        new("Huber", Regression(new HuberLoss { Delta = 0.75f }), Outputs, Labels, Weights, 0.7933035714285716, 4.146428571428571),
        new("quantile", Regression(new QuantileLoss { Quantile = 0.9f }), Outputs, Labels, Weights, 0.48821428571428566, 0.760357142857143),
        new(
            "Poisson",
            new RegressionObjective { OutputCount = 2, LossFunction = new PoissonLoss(), LabelMeans = [0, 0], LabelScales = [3, 0.5f] },
            Outputs, [2, 0, 0, 1, 5, 7], Weights, 0.3320335128773199, 8.460972424784426),
        new(
            "Gaussian", Regression(new GaussianLoss()),
            [0.3f, -1.2f, 0.5f, -2, 1.5f, 0.4f, 1, 0, -0.7f, 2, 3, -1], Labels, Weights, 1.1744740874411281, 6.978602500296378),
        new("labels", new BinaryObjective { LabelCount = 2, PositiveWeights = [2, 0.5f] }, Outputs, [1, 0, 0, 0, 1, 1], Weights, 1.1051097240980996, 0.35714285714285715),
        new("binary", new BinaryObjective { PositiveWeight = 3 }, First, [1, 0, 1], Weights, 1.920191817914078, 0.2857142857142857),
        new(
            "classes", new MulticlassObjective(2) { ClassWeights = [2, 0.5f], LabelSmoothing = 0.1f },
            Outputs, [1, 0, 1], Weights, 0.451211296956897, 0.7142857142857143),
        Ranking(RankingLoss.RankNet, 1.0084174312130787),
        Ranking(RankingLoss.LambdaRank, 1.0827025713283172),
    ];

    private static RegressionObjective Regression(RegressionLoss loss) => new() { OutputCount = 2, LossFunction = loss, LabelMeans = [10, -1], LabelScales = [4, 0.5f] };

    private static ObjectiveSample Ranking(RankingLoss loss, double expected) => new(
        loss.ToString(), new RankingObjective { LossFunction = loss },
        [0.2f, 1.1f, -0.5f, 0.9f, 0.3f, -0.4f, 2], [2, 0, 1, 2, 0, 1, 3], [1, 1, 2, 1, 3, 1, 0], expected, 0.6609552189952826) { Groups = [0, 0, 0, 0, 7, 7, 7] };
}
