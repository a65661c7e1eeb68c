using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>One vector of the steps of a sequence: their mean, the largest value of each feature, the last or the first step. Zeros for a sequence without steps.</summary>
/// <remarks>x is `[batch, time, features]`, y is `[batch, features]`.</remarks>
public sealed class SequencePooling : Layer, ISequenceLayer
{
    private readonly Tensors.Operations.SequencePooling _whole;
    private readonly Tensors.Operations.SequencePooling _ofLengths;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="kind">What is made of the steps.</param>
    public SequencePooling(string name, SequencePoolingKind kind)
        : this(name, kind, stride: null)
    {
    }

    /// <param name="name">The full name within the network.</param>
    /// <param name="kind">What is made of the steps.</param>
    /// <param name="stride">How many of the row's steps one of those that come here stands for, where layers before have pooled them; null where they are the row's own.</param>
    internal SequencePooling(string name, SequencePoolingKind kind, int? stride)
        : base(name)
    {
        Stride = stride;
        _whole = new Tensors.Operations.SequencePooling { Kind = kind };
        _ofLengths = _whole with { HasLengths = true, Stride = stride ?? 1 };
    }

    /// <summary>What is made of the steps.</summary>
    public SequencePoolingKind PoolingKind => _whole.Kind;

    internal int? Stride { get; }

    /// <inheritdoc/>
    public override string Kind => $"SequencePooling, {PoolingKind}";

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, lengths: null);

    /// <inheritdoc/>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(context);
        return lengths is { } given ? context.Run(_ofLengths, input, given) : context.Run(_whole, input);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[time, features]`.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2
        ? [input[1]]
        : throw new ArgumentException($"SequencePooling '{Name}': a row has shape {input}; expected [time, features].", nameof(input));
}
