using System.Globalization;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A learnt vector for each position of a sequence, added to what is there: y_t = x_t + position_t. Attention by itself does not see any order.</summary>
/// <remarks>
/// x and y are `[batch, time, width]`, the positions (weight) are `[length, width]`; shorter sequences take the first of them, so time is at most length.
/// Gehring et al., "Convolutional Sequence to Sequence Learning", 2017; Devlin, Chang, Lee, Toutanova, "BERT", 2018.
/// </remarks>
public sealed class LearnedPositions : Layer
{
    private static readonly Add s_add = new();
    private readonly Tensor _positions;

    // Of the length that came last: an operation made before serves as well as one made again.
    private Slice? _slice;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="length">Positions of the longest sequence; at least 1.</param>
    /// <param name="width">Features of a position; at least 1.</param>
    /// <param name="parameters">Makes the weight; a new one is normal with standard deviation 0.02.</param>
    public LearnedPositions(string name, int length, int width, ParameterSource parameters)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        Length = length;
        Width = width;
        Parameter weight = parameters.Create(Join(name, "weight"), [length, width], Initialization.Normal(0.02f));
        _positions = weight.Tensor;
        Parameters = [weight];
    }

    /// <summary>Positions of the longest sequence.</summary>
    public int Length { get; }

    /// <summary>Features of a position.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override string Kind => string.Create(CultureInfo.InvariantCulture, $"LearnedPositions, {Length}");

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[batch, time, width]`, or is longer than there are positions.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        Shape shape = input.Shape;
        if (shape.Rank != 3 || shape[2] != Width || shape[1] > Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"LearnedPositions '{Name}': the input has shape {shape}; expected [batch, time, {Width}] with a time of at most {Length}."), nameof(input));
        }

        return context.Run(s_add, input, shape[1] == Length ? _positions : context.Run(First(shape[1]), _positions));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is not `[time, width]`, or is longer than there are positions.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Width && input[0] <= Length
        ? input
        : throw new ArgumentException($"LearnedPositions '{Name}': a row has shape {input}; expected [time, {Width}] with a time of at most {Length}.", nameof(input));

    private Slice First(int count)
    {
        Slice? slice = _slice;
        return slice?.Length == count ? slice : _slice = new Slice { Axis = 0, Length = count };
    }
}
