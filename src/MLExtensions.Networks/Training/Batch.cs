using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Rows that are trained on or measured together.</summary>
public sealed class Batch
{
    /// <summary>Makes a batch.</summary>
    /// <param name="scope">The scope that its tensors live in.</param>
    /// <param name="features">The rows, `[count, ...row]`.</param>
    /// <param name="labels">The labels, `[count]`: Float32, or Int32 class indices.</param>
    /// <param name="weights">The row weights, `[count]`; null where each row counts once.</param>
    /// <param name="totalWeight">The sum of the row weights; the number of rows without weights.</param>
    public Batch(TensorScope scope, Tensor features, Tensor labels, Tensor? weights, double totalWeight)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Scope = scope;
        Features = features;
        Labels = labels;
        Weights = weights;
        TotalWeight = totalWeight;
    }

    /// <summary>The scope of the batch's tensors; what is computed from them may live there too.</summary>
    public TensorScope Scope { get; }

    /// <summary>The rows, `[count, ...row]`.</summary>
    public Tensor Features { get; }

    /// <summary>The labels, `[count]`: Float32, or Int32 class indices.</summary>
    public Tensor Labels { get; }

    /// <summary>The row weights, `[count]`; null where each row counts once.</summary>
    public Tensor? Weights { get; }

    /// <summary>The sum of the row weights; the number of rows without weights.</summary>
    public double TotalWeight { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Labels.Shape[0];
}
