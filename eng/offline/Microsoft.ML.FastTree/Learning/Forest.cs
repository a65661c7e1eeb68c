namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// Breiman, "Random Forests" (2001). Each tree is fitted to the targets of a part of the rows, drawn without replacement; each leaf may split by a part of the
/// features, and gives the mean of its targets. A tree that finds no split is left out.
/// </summary>
internal static class Forest
{
    private const double RowFraction = 0.7;
    private const double FeatureFractionPerSplit = 0.7;

    public static List<RegressionTree> Train(TreeRows rows, double[] targets, TreeOptions options, Action checkAlive)
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
            bool[] ofTree = FeatureChoice.Each(features, usable, options.FeatureFraction);
            if (bag.Length > 0 && learner.Grow(targets, () => FeatureChoice.Each(features, ofTree, FeatureFractionPerSplit), Mean, bag) is RegressionTree tree)
            {
                trees.Add(tree);
            }
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

            return weight > 0 ? sum / weight : 0;
        }
    }
}
