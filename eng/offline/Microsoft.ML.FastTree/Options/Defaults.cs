namespace Microsoft.ML.Trainers.FastTree;

internal static class Defaults
{
    public const int NumberOfTrees = 100;
    public const int NumberOfLeaves = 20;
    public const int MinimumExampleCountPerLeaf = 10;
    public const double LearningRate = 0.2;
    public const int MaximumBinCountPerFeature = 255;
    public const int Seed = 123;
}
