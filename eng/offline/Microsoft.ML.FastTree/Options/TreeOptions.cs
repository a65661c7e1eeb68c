using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeOptions : TrainerInputBaseWithWeight
{
    /// <summary>Of no effect: the offline stand-in trains on one thread.</summary>
    public int? NumberOfThreads;

    public int FeatureSelectionSeed = Defaults.Seed;

    /// <summary>Of no effect: the offline stand-in keeps its data in memory.</summary>
    public bool? DiskTranspose;

    public int MaximumBinCountPerFeature = Defaults.MaximumBinCountPerFeature;

    public int NumberOfLeaves = Defaults.NumberOfLeaves;

    public int MinimumExampleCountPerLeaf = Defaults.MinimumExampleCountPerLeaf;

    public int NumberOfTrees = Defaults.NumberOfTrees;

    /// <summary>The part of the features that a tree may use.</summary>
    public double FeatureFraction = 1;

    private protected TreeOptions()
    {
    }

    internal virtual void Check(IHostEnvironment env)
    {
        env.CheckUserArg(NumberOfThreads is null or > 0, nameof(NumberOfThreads), "Must be positive.");
        env.CheckUserArg(MaximumBinCountPerFeature > 0, nameof(MaximumBinCountPerFeature), "Must be greater than 0.");
        env.CheckUserArg(NumberOfLeaves >= 2, nameof(NumberOfLeaves), "Must be at least 2.");
        env.CheckUserArg(MinimumExampleCountPerLeaf > 0, nameof(MinimumExampleCountPerLeaf), "Must be positive.");
        env.CheckUserArg(NumberOfTrees > 0, nameof(NumberOfTrees), "Must be positive.");
        env.CheckUserArg(FeatureFraction is > 0 and <= 1, nameof(FeatureFraction), "Must be above 0 and at most 1.");
    }
}
