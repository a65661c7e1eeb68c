using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Rows that are trained on or measured together.</summary>
public sealed class Batch
{
    /// <summary>Makes a batch.</summary>
    /// <param name="scope">The scope that its tensors live in.</param>
    /// <param name="features">The rows, `[count, ...row]`.</param>
    /// <param name="labels">The labels, `[count]`, or `[count, values]` where a row has several: Float32, or Int32 class indices.</param>
    /// <param name="weights">The row weights, `[count]`; null where each row counts once.</param>
    /// <param name="totalWeight">The sum of the row weights; the number of rows without weights.</param>
    /// <param name="groups">The number of each row's group, the rows of a group together; empty where there are no groups. It need hold only until the next batch is read.</param>
    /// <exception cref="ArgumentException">There are not as many group numbers as rows.</exception>
    public Batch(TensorScope scope, Tensor features, Tensor labels, Tensor? weights, double totalWeight, ReadOnlyMemory<int> groups = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Scope = scope;
        Features = features;
        Labels = labels;
        Weights = weights;
        TotalWeight = totalWeight;
        Groups = groups;
        if (!groups.IsEmpty && groups.Length != Count)
        {
            throw new ArgumentException($"There are {groups.Length} group numbers and {Count} rows; expected as many of each.", nameof(groups));
        }
    }

    /// <summary>The scope of the batch's tensors; what is computed from them may live there too.</summary>
    public TensorScope Scope { get; }

    /// <summary>The rows, `[count, ...row]`.</summary>
    public Tensor Features { get; }

    /// <summary>The labels, `[count]`, or `[count, values]` where a row has several: Float32, or Int32 class indices.</summary>
    public Tensor Labels { get; }

    /// <summary>The row weights, `[count]`; null where each row counts once.</summary>
    public Tensor? Weights { get; }

    /// <summary>The sum of the row weights; the number of rows without weights.</summary>
    public double TotalWeight { get; }

    /// <summary>
    /// The number of each row's group; rows of one group stand together, and all of them are in this batch. Empty where there are no groups. It holds until the
    /// next batch is read.
    /// </summary>
    public ReadOnlyMemory<int> Groups { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Labels.Shape[0];
}
