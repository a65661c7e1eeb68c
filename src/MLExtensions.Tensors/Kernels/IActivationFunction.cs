using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A function of one element and its derivative, for any vector length.</summary>
internal interface IActivationFunction
{
    /// <summary>Whether the derivative is computed from the input; else from the output.</summary>
    static abstract bool NeedsInput { get; }

    /// <param name="x">The input.</param>
    /// <param name="constant">The slope or alpha of the functions that have one.</param>
    static abstract TVector Apply<TSimd, TVector>(TVector x, TVector constant)
        where TSimd : ISimd<TVector>
        where TVector : struct;

    /// <param name="value">The input where <see cref="NeedsInput"/>, else the output.</param>
    /// <param name="constant">The slope or alpha of the functions that have one.</param>
    static abstract TVector Derivative<TSimd, TVector>(TVector value, TVector constant)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
