using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The first layer of a network of sequences, whatever its rows are: `[batch, ...row]` to `[batch, time, features]`, and how many steps each row has.</summary>
internal abstract class SequenceStem(string name) : Layer(name)
{
    /// <summary>The stem for a kind of rows.</summary>
    /// <param name="input">What one row is: tokens, a sequence, or a vector, each of whose numbers is then a step of one feature.</param>
    /// <param name="embeddingSize">How long the vector of a token is.</param>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="architecture">What messages call the architecture.</param>
    /// <param name="embedding">How the first vectors of tokens are drawn; default normal with standard deviation 1.</param>
    /// <exception cref="ArgumentException">A row is no sequence; the message names the architecture and the shape.</exception>
    public static SequenceStem Create(InputDescription input, int embeddingSize, ParameterSource parameters, string architecture, Initialization? embedding = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(parameters);
        return input.Columns switch
        {
            [TokenColumn tokens] => new TokenStem(tokens, embeddingSize, parameters, embedding),
            [SequenceColumn sequence] => new StepStem(Network.EncoderName, sequence),
            _ when input.EncodedShape.Rank is 1 or 2 => new RowStem(input, parameters),
            _ => throw new ArgumentException(
                $"{architecture} takes rows of shape [time, features], or vectors; found {input.EncodedShape}. Images are for Convolutional, ResNet and VisionTransformer.", nameof(input)),
        };
    }

    /// <summary>Steps of a row, of the longest one where lengths differ.</summary>
    public abstract int Time { get; }

    /// <summary>Numbers of a step.</summary>
    public abstract int Features { get; }

    /// <summary>Whether rows have lengths of their own.</summary>
    public abstract bool HasLengths { get; }

    /// <summary>Encodes the rows.</summary>
    /// <param name="context">The run.</param>
    /// <param name="input">The rows.</param>
    /// <param name="lengths">Int32 `[batch]`; null where all rows have the whole time.</param>
    /// <returns>`[batch, time, features]`; past a row's length it may hold anything.</returns>
    public abstract Tensor Forward(ForwardContext context, Tensor input, out Tensor? lengths);

    public sealed override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, out _);

    public override Shape OutputShape(Shape input) => [Time, Features];
}
