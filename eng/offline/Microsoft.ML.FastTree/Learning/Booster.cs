namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// Gradient boosting: Friedman, "Greedy Function Approximation: A Gradient Boosting Machine" (2001). Each tree is fitted to the gradients by least
/// squares; its leaves then give a Newton step of the loss, times the learning rate. The scores start at 0.
/// </summary>
internal static class Booster
{
    public static List<RegressionTree> Train(TreeRows rows, IBoostingObjective objective, BoostedTreeOptions options, Action checkAlive)
    {
        var data = new BinnedRows(rows, options.MaximumBinCountPerFeature);
        var learner = new TreeLearner(data, rows.Weights, options.NumberOfLeaves, options.MinimumExampleCountPerLeaf);
        var random = new Random(options.FeatureSelectionSeed);
        double[] scores = new double[data.Count];
        double[] gradients = new double[data.Count];
        double[] curvatures = new double[data.Count];
        var trees = new List<RegressionTree>();
        for (int i = 0; i < options.NumberOfTrees; i++)
        {
            checkAlive();
            objective.Derive(scores, gradients, curvatures);
            bool[] chosen = FeatureChoice.Part(random, Array.ConvertAll(data.Features, feature => feature.Count > 1), options.FeatureFraction);
            RegressionTree tree = learner.Grow(gradients, () => chosen, StepTo);
            if (tree is not null)
            {
                trees.Add(tree);
            }
        }

        return trees;

        // A leaf's output, which its rows' scores get at once.
        double StepTo(ReadOnlySpan<int> leafRows)
        {
            double gradient = 0;
            double curvature = 0;
            foreach (int row in leafRows)
            {
                gradient += rows.Weights[row] * gradients[row];
                curvature += rows.Weights[row] * curvatures[row];
            }

            double step = curvature > 0 ? Math.Clamp(gradient / curvature, -objective.MaximumStep, objective.MaximumStep) : 0;
            step *= options.LearningRate;
            foreach (int row in leafRows)
            {
                scores[row] += step;
            }

            return step;
        }
    }
}
