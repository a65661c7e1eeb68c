namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Scaled dot-product attention over heads (Vaswani et al., "Attention Is All You Need", 2017): for each head, that is for each of
/// <see cref="Heads"/> equal shares of the columns, y = softmax(q k^T / sqrt(dim / heads) + mask) v.
/// Inputs, in this order: queries, keys and values as <see cref="Packing"/> has them; where <see cref="HasKeyPaddingMask"/>, an
/// <see cref="ElementType.Int32"/> mask <c>[batch, sources]</c>, in which a key that is not 0 is ignored; where <see cref="HasMask"/>, a mask that is added
/// to the scores, <c>[targets, sources]</c>, <c>[heads, targets, sources]</c> or <c>[batch * heads, targets, sources]</c> (minus infinity: not seen); where
/// <see cref="DropoutRate"/> is above 0, the random key from <see cref="ForwardContext.NextRandomKey"/>, <see cref="ElementType.Int32"/> <c>[4]</c>.
/// Output: <c>[batch, targets, dim]</c>.
/// </summary>
/// <remarks>
/// A target that sees no key gives zeros, and no gradient flows through it (PyTorch gives values that are not numbers). Keys at the end that are ignored
/// are not read, nor are their values: they may hold anything.
/// The scores are never held as a whole, only for some targets at a time. The weight of source s for row r = (batch * heads + head) * targets + target
/// is dropped by word s % 4 of the key's Philox block r * ceiling(sources / 4) + s / 4.
/// </remarks>
public sealed record Attention : Operation
{
    private readonly int _heads = 1;
    private readonly AttentionPacking _packing;
    private readonly float _dropoutRate;

    /// <summary>How many heads; 1 or more, and a divisor of dim. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Heads
    {
        get => _heads;
        init => _heads = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Attention.Heads is 1 or more.");
    }

    /// <summary>How queries, keys and values come. Default <see cref="AttentionPacking.Separate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the ways.</exception>
    public AttentionPacking Packing
    {
        get => _packing;
        init => _packing = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Attention.Packing is one of the ways that AttentionPacking names.");
    }

    /// <summary>Whether target i sees only the sources up to i. Default false.</summary>
    public bool Causal { get; init; }

    /// <summary>Whether there is a mask of keys to ignore. Default false.</summary>
    public bool HasKeyPaddingMask { get; init; }

    /// <summary>Whether there is a mask that is added to the scores. Default false.</summary>
    public bool HasMask { get; init; }

    /// <summary>
    /// The probability with which an attention weight is dropped, the others being divided by (1 - rate); at least 0, less than 1. Default 0.
    /// For training only: in prediction the layer runs an operation with 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, 1 or above, or not a number.</exception>
    public float DropoutRate
    {
        get => _dropoutRate;
        init => _dropoutRate = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Attention.DropoutRate is at least 0 and less than 1.");
    }

    /// <summary>How many tensors hold queries, keys and values.</summary>
    internal int PackedCount => 3 - (int)Packing;

    /// <summary>Which input is the mask of keys; -1 for none.</summary>
    internal int KeyPaddingMaskIndex => HasKeyPaddingMask ? PackedCount : -1;

    /// <summary>Which input is the mask that is added; -1 for none.</summary>
    internal int MaskIndex => HasMask ? PackedCount + (HasKeyPaddingMask ? 1 : 0) : -1;

    /// <summary>Which input is the random key; -1 for none.</summary>
    internal int RandomKeyIndex => DropoutRate > 0 ? InputCount - 1 : -1;

    private int InputCount => PackedCount + (HasKeyPaddingMask ? 1 : 0) + (HasMask ? 1 : 0) + (DropoutRate > 0 ? 1 : 0);

    private string PackedNames => Packing switch
    {
        AttentionPacking.Separate => "queries [batch, targets, dim], keys [batch, sources, dim] and values [batch, sources, dim]",
        AttentionPacking.KeyValue => "queries [batch, targets, dim] and keys beside values [batch, sources, 2 * dim]",
        _ => "queries beside keys and values [batch, time, 3 * dim]",
    };

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) =>
        index == KeyPaddingMaskIndex || index == RandomKeyIndex ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        if (inputs.Length != InputCount)
        {
            string others = (HasKeyPaddingMask ? ", the key padding mask" : "") + (HasMask ? ", the mask" : "") + (DropoutRate > 0 ? ", the random key" : "");
            RequireInputs(inputs, InputCount, InputCount, PackedNames + others);
        }

        Shape first = inputs[0], last = inputs[PackedCount - 1];
        bool fits = first.Rank == 3 && last.Rank == 3 && first[0] == last[0];
        int dim = !fits ? 0 : Packing == AttentionPacking.QueryKeyValue ? first[2] / 3 : first[2];
        fits = fits && Packing switch
        {
            AttentionPacking.Separate => inputs[1] == last && last[2] == dim,
            AttentionPacking.KeyValue => last[2] == 2 * dim,
            _ => first[2] == 3 * dim,
        };
        if (!fits)
        {
            throw new ArgumentException($"Attention: {Describe(inputs[..PackedCount])} do not fit. Expected {PackedNames}.");
        }

        if (dim % Heads != 0)
        {
            throw new ArgumentException($"Attention: {Heads} heads cannot share the {dim} columns of {first} equally. Choose a number of heads that divides dim.");
        }

        int batch = first[0], targets = first[1], sources = last[1];
        if (HasKeyPaddingMask && inputs[KeyPaddingMaskIndex] is var padding && (padding.Rank != 2 || padding[0] != batch || padding[1] != sources))
        {
            throw new ArgumentException($"Attention: the key padding mask has shape {padding}; expected [batch, sources], here [{batch}, {sources}].");
        }

        if (HasMask && inputs[MaskIndex] is var mask && !FitsScores(mask, batch, targets, sources))
        {
            throw new ArgumentException(
                $"Attention: the mask has shape {mask}; expected [targets, sources], here [{targets}, {sources}], after an axis of heads, {Heads}, " +
                $"or of batch * heads, {(long)batch * Heads}, if they differ.");
        }

        if (DropoutRate > 0 && inputs[RandomKeyIndex] is var key && (key.Rank != 1 || key[0] != 4))
        {
            throw new ArgumentException($"Attention: the random key has shape {key}; expected [4], as ForwardContext.NextRandomKey gives it.");
        }

        outputs[0] = first.With(2, dim);
    }

    private static string Describe(ReadOnlySpan<Shape> shapes)
    {
        string text = shapes[0].ToString();
        for (int i = 1; i < shapes.Length; i++)
        {
            text += (i == shapes.Length - 1 ? " and " : ", ") + shapes[i];
        }

        return text;
    }

    private bool FitsScores(Shape mask, int batch, int targets, int sources) =>
        mask.Rank is 2 or 3 && mask[^2] == targets && mask[^1] == sources && (mask.Rank == 2 || mask[0] == Heads || mask[0] == (long)batch * Heads);
}
