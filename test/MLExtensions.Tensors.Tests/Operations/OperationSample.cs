namespace MLExtensions.Tensors.Tests;

/// <summary>An operation with inputs, for the checks that run over every operation.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Inputs">Its inputs, in order.</param>
internal sealed record OperationSample(Operation Operation, params SampleInput[] Inputs)
{
    /// <summary>
    /// Half the distance of the central differences. Smaller where the function bends more: the error of the method falls with its square, that of
    /// rounding grows.
    /// </summary>
    public float Step { get; init; } = 1e-2f;

    /// <summary>
    /// A gradient passes where |got - difference| &lt;= tolerance * max(1, the largest difference of the same input). Rounding of the float32 forward run divided by the
    /// step is about 1e-5 of the summed outputs; curvature adds about the square of the step.
    /// </summary>
    public double Tolerance { get; init; } = 2e-3;

    /// <summary>
    /// Whether the function has kinks (maxima, absolute values) that a step may cross: then the gradient may lie between the two one-sided slopes, and
    /// shorter steps are tried where it does not.
    /// </summary>
    public bool HasKinks { get; init; }

    public override string ToString() => $"{Operation} of {string.Join(", ", Inputs.Select(input => $"{(input.Integers is null ? "" : "Int32 ")}{input.Shape}"))}";
}
