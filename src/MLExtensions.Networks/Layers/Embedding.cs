using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A learnt vector for each of a number of categories or words: y_i = weight[index_i].</summary>
/// <remarks>
/// The input is <see cref="ElementType.Int32"/> `[batch, ...]` with numbers from 0 to count - 1, weight is `[count, dimension]`, y is `[batch, ..., dimension]`, as
/// torch.nn.Embedding has them. Bengio et al., "A Neural Probabilistic Language Model", 2003.
/// </remarks>
public sealed class Embedding : Layer
{
    private readonly Tensors.Operations.Embedding _operation;
    private readonly Tensor _weight;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="count">How many categories there are; at least 1.</param>
    /// <param name="dimension">How long the vector of each is; at least 1.</param>
    /// <param name="parameters">Makes the weight; a new one is 0 in the row of <paramref name="paddingIndex"/>.</param>
    /// <param name="paddingIndex">The index that stands for nothing: its row gets no gradient, so it stays what it is. -1 is the last. Default none.</param>
    /// <param name="initialization">How a new weight's other rows are drawn. Default normal with standard deviation 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or a padding index that is none of the categories.</exception>
    public Embedding(string name, int count, int dimension, ParameterSource parameters, int? paddingIndex = null, Initialization? initialization = null)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        if (paddingIndex < -count || paddingIndex >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(paddingIndex), paddingIndex, string.Create(CultureInfo.InvariantCulture, $"The padding index is one of the {count} categories, {-count} to {count - 1}."));
        }

        Count = count;
        Dimension = dimension;
        PaddingIndex = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
        _operation = new Tensors.Operations.Embedding { PaddingIndex = PaddingIndex };
        Parameter weight = parameters.Create(Join(name, "weight"), [count, dimension], (initialization ?? Initialization.Normal()) with { ZeroRows = PaddingIndex is { } padding ? [padding] : [] });
        _weight = weight.Tensor;
        Parameters = [weight];
    }

    /// <summary>How many categories there are.</summary>
    public int Count { get; }

    /// <summary>How long the vector of each is.</summary>
    public int Dimension { get; }

    /// <summary>The index, from 0, whose row gets no gradient; null for none.</summary>
    public int? PaddingIndex { get; }

    /// <inheritdoc/>
    public override string Kind => string.Create(CultureInfo.InvariantCulture, $"Embedding, {Count} of {Dimension}");

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Looks the vectors up.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The indices, <see cref="ElementType.Int32"/> `[batch, ...]`.</param>
    /// <exception cref="ArgumentException">An index is out of range, or the input does not hold <see cref="ElementType.Int32"/>.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(_operation, input, _weight);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [.. input, Dimension];
}
