using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The hyperparameters of a network's shape: an immutable record that builds the layers for an input and an output.</summary>
/// <remarks>
/// To write one's own: derive a record, put a <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> on each number, and register it
/// with <see cref="Architectures.Register{T}"/> so that networks of it can be saved and loaded.
/// </remarks>
public abstract record Architecture
{
    /// <summary>Builds the layers.</summary>
    /// <param name="input">What one row is.</param>
    /// <param name="output">What the objective needs of one row.</param>
    /// <param name="parameters">Makes the parameters: drawn at random for a new network, read from the file for a saved one.</param>
    /// <returns>A layer from `[batch, ...input]` to `[batch, output]`.</returns>
    /// <exception cref="ArgumentException">The input does not suit this architecture.</exception>
    public abstract Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters);

    /// <summary>Whether it encodes the columns of a row itself; else it is built for the encoded row.</summary>
    internal virtual bool TakesColumns => false;

    /// <summary>Whether a row is a sequence: a vector of varying size goes to it as steps, and one whose type has two dimensions.</summary>
    internal virtual bool TakesSequences => false;

    /// <summary>Whether a row may be a text: a text column that is alone goes to it as tokens.</summary>
    internal virtual bool TakesTexts => TakesSequences;

    /// <summary>Whether a row is an image: a column of image files goes to it as such, and a vector whose type has three dimensions.</summary>
    internal virtual bool TakesImages => false;

    /// <summary>The length of a row, for an architecture that takes vectors.</summary>
    /// <param name="input">What one row is.</param>
    /// <exception cref="ArgumentException">A row is no vector; the message names the architecture and the shape.</exception>
    protected int VectorLength(InputDescription input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Shape.Rank == 1
            ? input.Shape[0]
            : throw new ArgumentException($"{GetType().Name} takes rows of shape [features]; found {input.Shape}. Flatten the rows to a vector.", nameof(input));
    }

    /// <summary>The shape of a row, `[channels, height, width]`, for an architecture that takes images.</summary>
    /// <param name="input">What one row is.</param>
    /// <exception cref="ArgumentException">A row is no image; the message names the architecture and the shape.</exception>
    protected Shape ImageShape(InputDescription input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Shape.Rank == 3 && input.Shape.Length > 0 && input.Shape.Length <= Array.MaxLength
            ? input.Shape
            : throw new ArgumentException(
                $"{GetType().Name} takes images, rows of shape [channels, height, width]; found {input.Shape}. Describe the rows as images, " +
                "such as new InputDescription([3, 32, 32]) for three channels of 32 by 32.",
                nameof(input));
    }

    /// <summary>Throws where a hyperparameter is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is out of its range; the message names it, its value and the range.</exception>
    public virtual void Validate() => OptionRanges.Check(this);
}
