namespace Microsoft.ML.Trainers.FastTree;

/// <summary>log(1 + exp(-steepness * y * score)) with y = 1 for a label above 0, else -1.</summary>
internal sealed class LogisticObjective(float[] labels, double steepness, double maximumStep) : IBoostingObjective
{
    public double MaximumStep => maximumStep;

    public void Derive(double[] scores, double[] gradients, double[] curvatures)
    {
        for (int row = 0; row < scores.Length; row++)
        {
            double sign = labels[row] > 0 ? 1 : -1;
            double wrong = 1 / (1 + Math.Exp(steepness * sign * scores[row]));
            gradients[row] = sign * steepness * wrong;
            curvatures[row] = steepness * steepness * wrong * (1 - wrong);
        }
    }
}
