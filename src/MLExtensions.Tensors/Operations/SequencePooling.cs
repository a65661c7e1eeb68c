namespace MLExtensions.Tensors.Operations;

/// <summary>
/// One vector of the steps of a sequence, of which each may have a length of its own. Inputs: x <c>[batch, time, features]</c>, and where <see cref="HasLengths"/> the lengths,
/// <see cref="ElementType.Int32"/> <c>[batch]</c>, each 0 to time where <see cref="Stride"/> is 1. Output <c>[batch, features]</c>: zeros where the length is 0. Past a row's length x may hold anything and gets a gradient of 0. Of equal largest
/// values the first gets the gradient.
/// </summary>
public sealed record SequencePooling : Operation
{
    private readonly SequencePoolingKind _kind;
    private readonly int _stride = 1;

    /// <summary>What is made of the steps. Default <see cref="SequencePoolingKind.Mean"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the kinds.</exception>
    public SequencePoolingKind Kind
    {
        get => _kind;
        init => _kind = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "SequencePooling.Kind is one of the kinds that SequencePoolingKind names.");
    }

    /// <summary>Whether there are lengths. Default false: every row has the whole time.</summary>
    public bool HasLengths { get; init; }

    /// <summary>
    /// How many of the steps that the lengths count each step of x stands for, such as 2 behind a max pooling of 2: a row of length n has ceil(n / stride) steps in x, but no more than there are.
    /// Default 1; at least 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Stride
    {
        get => _stride;
        init => _stride = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "SequencePooling.Stride is at least 1.");
    }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int count = HasLengths ? 2 : 1;
        RequireInputs(inputs, count, count, HasLengths ? "x and the lengths" : "x");
        Shape x = inputs[0];
        if (x.Rank != 3)
        {
            throw new ArgumentException($"SequencePooling: x has shape {x}; expected [batch, time, features].");
        }

        if (HasLengths && (inputs[1].Rank != 1 || inputs[1][0] != x[0]))
        {
            throw new ArgumentException($"SequencePooling: the lengths have shape {inputs[1]}; expected [batch], here [{x[0]}].");
        }

        outputs[0] = [x[0], x[2]];
    }
}
