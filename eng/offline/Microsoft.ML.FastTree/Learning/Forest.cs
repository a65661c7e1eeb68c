namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// Breiman, "Random Forests" (2001). Each tree is fitted to the targets of a part of the rows, drawn without replacement; each leaf may split by a part of the
/// features, and gives the mean of its targets.
/// </summary>
internal static class Forest
{
    private const double RowFraction = 0.7;
    private const double FeatureFractionPerSplit = 0.7;

    public static List<RegressionTree> Train(TreeRows rows, double[] targets, double scale, TreeOptions options, Action checkAlive)
    {
        var data = new BinnedRows(rows, options.MaximumBinCountPerFeature);
        var learner = new TreeLearner(data, rows.Weights, options.NumberOfLeaves, options.MinimumExampleCountPerLeaf);
        var features = new Random(options.FeatureSelectionSeed);
        var bagging = new Random(Defaults.Seed);
        bool[] usable = Array.ConvertAll(data.Features, feature => feature.Count > 1);
        var trees = new List<RegressionTree>();
        for (int i = 0; i < options.NumberOfTrees; i++)
        {
            checkAlive();
            int[] bag = [.. Enumerable.Range(0, data.Count).Where(_ => bagging.NextDouble() < RowFraction)];
            bool[] ofTree = FeatureChoice.Draw(features, usable, options.FeatureFraction);
            RegressionTree tree = bag.Length == 0 ? null : learner.Grow(targets, () => FeatureChoice.Draw(features, ofTree, FeatureFractionPerSplit), Mean, bag);
            trees.Add(tree ?? Constant(Mean(bag)));
        }

        return trees;

        double Mean(ReadOnlySpan<int> leafRows)
        {
            double sum = 0;
            double weight = 0;
            foreach (int row in leafRows)
            {
                sum += rows.Weights[row] * targets[row];
                weight += rows.Weights[row];
            }

            return weight > 0 ? scale * sum / weight : 0;
        }
    }

    private static RegressionTree Constant(double value)
    {
        var tree = new RegressionTree.Builder();
        int root = tree.AddNode(0, float.PositiveInfinity, -1, isLeft: false);
        tree.AddLeaf(value, root, isLeft: true);
        tree.AddLeaf(value, root, isLeft: false);
        return tree.Build();
    }
}
