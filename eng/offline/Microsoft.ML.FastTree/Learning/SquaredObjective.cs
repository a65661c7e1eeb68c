namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Half the squared error: a leaf's Newton step is the mean of its residuals.</summary>
internal sealed class SquaredObjective(float[] labels) : IBoostingObjective
{
    public double MaximumStep => double.PositiveInfinity;

    public void Derive(double[] scores, double[] gradients, double[] curvatures)
    {
        for (int row = 0; row < scores.Length; row++)
        {
            gradients[row] = labels[row] - scores[row];
            curvatures[row] = 1;
        }
    }
}
