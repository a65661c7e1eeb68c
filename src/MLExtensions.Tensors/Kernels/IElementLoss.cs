using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The loss of one element and its derivative by the prediction.</summary>
internal interface IElementLoss
{
    static abstract TVector Loss<TSimd, TVector>(TVector prediction, TVector target)
        where TSimd : ISimd<TVector>
        where TVector : struct;

    static abstract TVector Derivative<TSimd, TVector>(TVector prediction, TVector target)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
