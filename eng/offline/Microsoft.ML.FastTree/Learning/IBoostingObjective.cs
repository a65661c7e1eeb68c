namespace Microsoft.ML.Trainers.FastTree;

internal interface IBoostingObjective
{
    /// <summary>The bound of a leaf's step, before the learning rate.</summary>
    double MaximumStep { get; }

    /// <summary>For each row the direction in which its score should go, the loss's negative derivative, and the second derivative.</summary>
    void Derive(double[] scores, double[] gradients, double[] curvatures);
}
