namespace MLExtensions.Tensors.Operations;

/// <summary>y = activation(x), element by element. Input: x of any shape. Output: the same shape.</summary>
public sealed record Activate : Operation
{
    private readonly Activation _activation = Activation.Relu;
    private readonly float _negativeSlope = 0.01f;
    private readonly float _alpha = 1;
    private readonly float _beta = 1;
    private readonly float _scale = 1;
    private readonly float _threshold = 20;

    /// <summary>The function. Default <see cref="Activation.Relu"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the functions.</exception>
    public Activation Activation
    {
        get => _activation;
        init => _activation = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Activate.Activation is one of the functions that Activation names.");
    }

    /// <summary>The slope of <see cref="Activation.LeakyRelu"/> below zero; 0 or more. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public float NegativeSlope
    {
        get => _negativeSlope;
        init => _negativeSlope = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Activate.NegativeSlope is 0 or more.");
    }

    /// <summary>The limit of <see cref="Activation.Elu"/> at minus infinity, negated; 0 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public float Alpha
    {
        get => _alpha;
        init => _alpha = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Activate.Alpha is 0 or more.");
    }

    /// <summary>What <see cref="Activation.Elu"/> is multiplied by; above 0. Default 1. With 1.0507 and an alpha of 1.6733 it is <see cref="Activation.Selu"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, or not a number.</exception>
    public float Scale
    {
        get => _scale;
        init => _scale = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Activate.Scale is above 0.");
    }

    /// <summary>How sharp <see cref="Activation.Softplus"/> bends at 0; above 0. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, or not a number.</exception>
    public float Beta
    {
        get => _beta;
        init => _beta = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Activate.Beta is above 0.");
    }

    /// <summary><see cref="Activation.Softplus"/> is x itself where beta x is above this. Default 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number.</exception>
    public float Threshold
    {
        get => _threshold;
        init => _threshold = !float.IsNaN(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Activate.Threshold is a number.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = inputs[0];
    }
}
