namespace Microsoft.ML.Trainers.FastTree;

/// <param name="Gain">By how much it lowers the squared error of the gradients; 0 where there is none.</param>
/// <param name="Bin">The last of the feature's bins that go left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool MissingGoesLeft);
