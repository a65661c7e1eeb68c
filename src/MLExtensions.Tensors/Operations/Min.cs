namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = the smallest of x along axes; not a number where one of them is not. Shapes as <see cref="AxesReduction"/> says; there must be elements. The gradient goes to
/// the first of the smallest where one axis is named (as torch.min with a dimension has it), and in equal shares to all of them where several are or none (as
/// torch.amin).
/// </summary>
public sealed record Min : AxesReduction
{
    /// <inheritdoc/>
    private protected override bool AllowsEmpty => false;
}
