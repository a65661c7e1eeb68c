namespace MLExtensions.Tensors.Operations;

/// <summary>
/// What training makes small: one number from predictions and targets, output <c>[1]</c>. Every loss takes row weights as an optional input,
/// <c>[batch]</c>, 0 or more: a row of weight 2 counts as two equal rows, a row of weight 0 counts for nothing, whatever it holds; where all weights
/// are 0 the loss and its gradient are 0. Gradients flow to the predictions, by default the first input alone.
/// </summary>
public abstract record Loss : Operation
{
    private readonly Reduction _reduction;

    /// <summary>How the losses of all elements become one number. Default <see cref="Reduction.Mean"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the reductions.</exception>
    public Reduction Reduction
    {
        get => _reduction;
        init => _reduction = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{GetType().Name}.Reduction is Mean, Sum or BatchMean.");
    }

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index == 0;
}
