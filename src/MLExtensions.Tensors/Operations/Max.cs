namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = the largest of x along axes; not a number where one of them is not. Shapes as <see cref="AxesReduction"/> says; there must be elements. The gradient goes to
/// the first of the largest where one axis is named (as torch.max with a dimension has it), and in equal shares to all of them where several are or none (as
/// torch.amax).
/// </summary>
public sealed record Max : AxesReduction
{
    /// <inheritdoc/>
    private protected override bool AllowsEmpty => false;
}
