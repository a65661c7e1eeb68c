namespace MLExtensions.Tensors;

/// <summary>
/// One step of a computation as data: what is done and its attributes, without the tensors. Immutable, compared by value, created once by the layer
/// that holds it. A device runs it; tapes, exporters and plans read it.
/// </summary>
public abstract record Operation
{
    /// <summary>How many tensors it gives. Default 1.</summary>
    public virtual int OutputCount => 1;

    /// <summary>What the elements of an input must be. Default <see cref="ElementType.Float32"/>.</summary>
    public virtual ElementType InputElementType(int index) => ElementType.Float32;

    /// <summary>What the elements of an output are. Default <see cref="ElementType.Float32"/>.</summary>
    public virtual ElementType OutputElementType(int index) => ElementType.Float32;

    /// <summary>Whether a gradient flows back to an input. Default: to all that hold <see cref="ElementType.Float32"/>.</summary>
    public virtual bool IsDifferentiable(int index) => InputElementType(index) == ElementType.Float32;

    /// <summary>Checks the inputs' number and shapes and gives the outputs' shapes.</summary>
    /// <param name="inputs">The inputs' shapes.</param>
    /// <param name="outputs">Room for <see cref="OutputCount"/> shapes.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message names the operation, what was found and what was expected.</exception>
    public abstract void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs);

    /// <summary>Throws unless the number of inputs is within bounds.</summary>
    private protected void RequireInputs(ReadOnlySpan<Shape> inputs, int least, int most, string expected)
    {
        if (inputs.Length < least || inputs.Length > most)
        {
            throw new ArgumentException($"{GetType().Name} takes {expected}; {inputs.Length} inputs were given.");
        }
    }

    /// <summary>The position, from 0, of an axis that may be counted from the end; throws where the shape has no such axis.</summary>
    private protected int RequireAxis(int axis, in Shape shape) => axis >= -shape.Rank && axis < shape.Rank
        ? shape.Position(axis)
        : throw new ArgumentException(shape.Rank == 0
            ? $"{GetType().Name}: the input is a single element of shape [], which has no axes; axis {axis} was asked for."
            : $"{GetType().Name}: the shape {shape} has no axis {axis}; expected {-shape.Rank} to {shape.Rank - 1}.");
}
