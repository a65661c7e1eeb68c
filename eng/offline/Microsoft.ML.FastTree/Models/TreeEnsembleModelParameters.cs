using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The score is the sum of the trees' outputs. The stand-in's files hold them in a form of its own, which ML.NET refuses, as it refuses ML.NET's.</summary>
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
        _featureCount = ctx.Reader.ReadInt32();
        int treeCount = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(_featureCount > 0 && treeCount >= 0);
        var trees = new List<RegressionTree>();
        for (int i = 0; i < treeCount; i++)
        {
            trees.Add(RegressionTree.Load(ctx.Reader, _featureCount));
        }

        _trees = [.. trees];
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

        score = (float)sum;
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_featureCount);
        ctx.Writer.Write(_trees.Length);
        Array.ForEach(_trees, tree => tree.Save(ctx.Writer));
    }
}
