namespace MLExtensions.Tensors.Kernels;

/// <summary>A function of two numbers and its derivatives, over short runs of elements.</summary>
internal interface IBinaryFunction
{
    /// <summary>y = f(a, b). At least one of them is a run.</summary>
    static abstract void Apply(Operand a, Operand b, Span<float> y);

    /// <summary>Whether the gradient of an input (0 for a, 1 for b) is the upstream gradient itself.</summary>
    static abstract bool PassesOn(int input);

    /// <summary>dy times the derivative with respect to an input (0 for a, 1 for b). Not called where <see cref="PassesOn"/>.</summary>
    static abstract void Differentiate(int input, ReadOnlySpan<float> dy, Operand a, Operand b, Span<float> gradient);
}
