using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The score is the sum of the trees' outputs.</summary>
public abstract class TreeEnsembleModelParameters : ModelParametersBase<float>, IFeatureScorer<float>
{
    private readonly RegressionTree[] _trees;
    private readonly int _featureCount;

    private protected TreeEnsembleModelParameters(RegressionTree[] trees, int featureCount)
    {
        _trees = trees;
        _featureCount = featureCount;
    }

    private protected TreeEnsembleModelParameters(ModelLoadContext ctx)
    {
        Contracts.CheckDecode(ctx.Reader.ReadInt32() == sizeof(float), "This file was saved by an incompatible version");
        int treeCount = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(treeCount >= 0);
        var trees = new List<RegressionTree>();
        for (int i = 0; i < treeCount; i++)
        {
            trees.Add(RegressionTree.Load(ctx.Reader));
        }

        _trees = [.. trees];
        Contracts.CheckDecode(ctx.Reader.ReadDouble() == 0, "The model's trees have a bias, which the offline stand-in cannot read.");
        ctx.LoadStringOrNull();
        ctx.LoadStringOrNull();
        _featureCount = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(_featureCount > 0 && _trees.All(tree => tree.Reads(_featureCount)));
    }

    int IFeatureScorer<float>.FeatureCount => _featureCount;

    private protected abstract VersionInfo Version { get; }

    void IFeatureScorer<float>.Score(in VBuffer<float> features, ref float score)
    {
        double sum = 0;
        foreach (RegressionTree tree in _trees)
        {
            sum += tree.Output(in features);
        }

        score = (float)Combine(sum, _trees.Length);
    }

    /// <summary>The score for the sum of the trees' outputs.</summary>
    private protected virtual double Combine(double sum, int treeCount) => sum;

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(sizeof(float));
        ctx.Writer.Write(_trees.Length);
        Array.ForEach(_trees, tree => tree.Save(ctx.Writer));

        // No bias, and no words about the training.
        ctx.Writer.Write(0.0);
        ctx.SaveStringOrNull(null);
        ctx.SaveStringOrNull(null);
        ctx.Writer.Write(_featureCount);
    }
}
