namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The rows in a bin: their weighted gradients, their weights, and how many.</summary>
internal record struct BinSum(double Gradient, double Weight, int Count)
{
    /// <summary>What the squared error is less by for giving these rows their mean.</summary>
    public readonly double Gain => Weight > 0 ? Gradient * Gradient / Weight : 0;

    public static BinSum operator +(BinSum left, BinSum right) =>
        new(left.Gradient + right.Gradient, left.Weight + right.Weight, left.Count + right.Count);

    public static BinSum operator -(BinSum left, BinSum right) =>
        new(left.Gradient - right.Gradient, left.Weight - right.Weight, left.Count - right.Count);
}
