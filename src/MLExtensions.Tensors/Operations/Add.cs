namespace MLExtensions.Tensors.Operations;

/// <summary>y = activation(a + b), element by element; shapes as <see cref="BroadcastArithmetic"/> says.</summary>
public sealed record Add : BroadcastArithmetic
{
    private readonly Activation _activation;

    /// <summary>Applied to the sum. Default none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the functions.</exception>
    public Activation Activation
    {
        get => _activation;
        init => _activation = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Add.Activation is one of the functions that Activation names.");
    }
}
