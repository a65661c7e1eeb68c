namespace Microsoft.ML.Trainers.FastTree;

/// <param name="Gain">By how much it lowers the squared error of the gradients.</param>
/// <param name="Bin">The last of the feature's bins that go left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin)
{
    public static Split None => new(double.NegativeInfinity, 0, 0);
}
