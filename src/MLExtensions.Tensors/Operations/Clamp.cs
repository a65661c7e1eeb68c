namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = min(max(x, minimum), maximum), element by element. The gradient passes where x lies between the bounds or on one. Input: x of any shape. Output: the
/// same shape.
/// </summary>
public sealed record Clamp : Operation
{
    private readonly float _minimum = float.NegativeInfinity;
    private readonly float _maximum = float.PositiveInfinity;

    /// <summary>The least that comes out; at most <see cref="Maximum"/>. Default minus infinity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number.</exception>
    public float Minimum
    {
        get => _minimum;
        init => _minimum = !float.IsNaN(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Clamp.Minimum is a number.");
    }

    /// <summary>The most that comes out; at least <see cref="Minimum"/>. Default infinity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number.</exception>
    public float Maximum
    {
        get => _maximum;
        init => _maximum = !float.IsNaN(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Clamp.Maximum is a number.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        if (Minimum > Maximum)
        {
            throw new ArgumentException(FormattableString.Invariant($"Clamp: Minimum {Minimum} is above Maximum {Maximum}. Give bounds in order."));
        }

        outputs[0] = inputs[0];
    }
}
