using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class BoostedTreeOptions : TreeOptions
{
    public double LearningRate = Defaults.LearningRate;

    /// <summary>The bound of a tree's output, before the learning rate, where it is a Newton step.</summary>
    public double MaximumTreeOutput = 100;

    private protected BoostedTreeOptions()
    {
    }

    internal override void Check(IHostEnvironment env)
    {
        base.Check(env);
        env.CheckUserArg(LearningRate > 0, nameof(LearningRate), "Must be positive.");
        env.CheckUserArg(MaximumTreeOutput > 0, nameof(MaximumTreeOutput), "Must be positive.");
    }
}
