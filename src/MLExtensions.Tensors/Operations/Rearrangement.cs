namespace MLExtensions.Tensors.Operations;

/// <summary>An operation that moves elements and does not compute with them. It takes floats or, by <see cref="ElementType"/>, whole numbers.</summary>
public abstract record Rearrangement : Operation
{
    private readonly ElementType _elementType = ElementType.Float32;

    /// <summary>What the elements of all inputs and of the output are. Default <see cref="ElementType.Float32"/>. No gradient flows through <see cref="ElementType.Int32"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the element types.</exception>
    public ElementType ElementType
    {
        get => _elementType;
        init => _elementType = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{GetType().Name}.ElementType is one of the types that ElementType names.");
    }

    /// <inheritdoc/>
    public sealed override ElementType InputElementType(int index) => ElementType;

    /// <inheritdoc/>
    public sealed override ElementType OutputElementType(int index) => ElementType;
}
