using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A layer of one operation on images `[batch, channels, height, width]`, or on sequences `[batch, channels, time]`, which are images of one row.</summary>
public abstract class ImageLayer : Layer
{
    private static readonly Reshape s_toImages = new() { Axes = [0, 0, 1, -1] };
    private static readonly Reshape s_toSequences = new() { Axes = [0, 0, -1] };

    private readonly bool _isSequence;

    private protected ImageLayer(string name, Operation operation, bool isSequence)
        : base(name)
    {
        Operation = operation;
        _isSequence = isSequence;
    }

    /// <summary>What runs; on sequences as on images of one row.</summary>
    private protected Operation Operation { get; }

    /// <summary>What puts something around the images first; null where nothing is put there, or the operation does so itself.</summary>
    private protected Pad? Padding { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input has another rank, or is too small.</exception>
    public sealed override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_isSequence)
        {
            return RunPadded(context, input);
        }

        if (input.Shape.Rank != 3)
        {
            throw new ArgumentException($"{GetType().Name} '{Name}': the input {input.Shape} is not [batch, channels, time].", nameof(input));
        }

        return context.Run(s_toSequences, RunPadded(context, context.Run(s_toImages, input)));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input has another rank, or is too small.</exception>
    public sealed override Shape OutputShape(Shape input)
    {
        int rank = _isSequence ? 2 : 3;
        if (input.Rank != rank)
        {
            throw new ArgumentException(
                $"{GetType().Name} '{Name}': a row {input} is not {(_isSequence ? "[channels, time]" : "[channels, height, width]")}.", nameof(input));
        }

        Shape images = [1, input[0], _isSequence ? 1 : input[1], input[^1]];
        Shape output = default;
        try
        {
            Padding?.InferShapes([images], new Span<Shape>(ref images));
            Operation.InferShapes([images, .. WeightShapes], new Span<Shape>(ref output));
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"{GetType().Name} '{Name}' does not take rows of shape {input}. {exception.Message}", nameof(input), exception);
        }

        return _isSequence ? [output[1], output[3]] : [output[1], output[2], output[3]];
    }

    /// <summary>The shapes of the operation's inputs after the first.</summary>
    private protected virtual Shape[] WeightShapes => [];

    private protected virtual Tensor Run(ForwardContext context, Tensor images) => context.Run(Operation, images);

    /// <summary>A sequence's weight `[a, b, kernel]` as that of images, `[a, b, 1, kernel]`: the same memory.</summary>
    private protected Tensor AsImageWeight(ForwardContext context, Tensor weight) => _isSequence ? context.Run(s_toImages, weight) : weight;

    private protected Shape AsImageWeight(Shape weight) => _isSequence ? [weight[0], weight[1], 1, weight[2]] : weight;

    private Tensor RunPadded(ForwardContext context, Tensor images) => Run(context, Padding is null ? images : context.Run(Padding, images));
}
