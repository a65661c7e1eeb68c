using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Sines and cosines of the position, added to what is there: y_t[2i] = x_t[2i] + sin(t / 10000^(2i / width)), y_t[2i + 1] = x_t[2i + 1] + cos(t / 10000^(2i / width)). Nothing is learnt.</summary>
/// <remarks>x and y are `[batch, time, width]`, t is from 0. Vaswani et al., "Attention Is All You Need", 2017, section 3.5.</remarks>
public sealed class SinusoidalPositions : Layer
{
    private static readonly Add s_add = new();

    private readonly PositionTable _table;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="width">Features of a position; at least 1.</param>
    public SinusoidalPositions(string name, int width)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        _table = new PositionTable(positions => PositionTables.Sinusoids(positions, width));
    }

    /// <summary>Features of a position.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[batch, time, width]`.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        Shape shape = input.Shape;
        if (shape.Rank != 3 || shape[2] != Width)
        {
            throw new ArgumentException($"SinusoidalPositions '{Name}': the input has shape {shape}; expected [batch, time, {Width}].", nameof(input));
        }

        return context.Run(s_add, input, _table.First(context, shape[1]));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is not `[time, width]`.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Width
        ? input
        : throw new ArgumentException($"SinusoidalPositions '{Name}': a row has shape {input}; expected [time, {Width}].", nameof(input));
}
