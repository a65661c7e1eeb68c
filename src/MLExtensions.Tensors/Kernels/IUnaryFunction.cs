namespace MLExtensions.Tensors.Kernels;

/// <summary>A function of one number and its derivative, over short runs of elements.</summary>
internal interface IUnaryFunction
{
    /// <summary>y = f(x)</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The output.</param>
    /// <param name="p">The function's first attribute, where it has one.</param>
    /// <param name="q">The function's second attribute, where it has one.</param>
    static abstract void Apply(ReadOnlySpan<float> x, Span<float> y, float p, float q);

    /// <summary>f'(x), from the input and the output.</summary>
    static abstract void Slope(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> slope, float p, float q);
}
