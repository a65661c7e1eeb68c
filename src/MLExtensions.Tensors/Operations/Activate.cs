namespace MLExtensions.Tensors.Operations;

/// <summary>y = activation(x), element by element. Input: x of any shape. Output: the same shape.</summary>
public sealed record Activate : Operation
{
    /// <summary>The function. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The slope of <see cref="Activation.LeakyRelu"/> below zero. Default 0.01.</summary>
    public float NegativeSlope { get; init; } = 0.01f;

    /// <summary>The limit of <see cref="Activation.Elu"/> at minus infinity, negated. Default 1.</summary>
    public float Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = inputs[0];
    }
}
