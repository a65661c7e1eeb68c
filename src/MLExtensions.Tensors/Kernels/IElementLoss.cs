using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The loss of one element and its derivatives. An implementation's fields are the loss's constants.</summary>
internal interface IElementLoss
{
    /// <param name="prediction">The prediction.</param>
    /// <param name="target">The target.</param>
    /// <param name="operand">What the loss reads besides (a variance, a weight); 0 where there is nothing.</param>
    TVector Loss<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
        where TSimd : ISimd<TVector>
        where TVector : struct;

    /// <param name="byOperand">Whether the derivative is that by the operand; else by the prediction.</param>
    /// <param name="prediction">The prediction.</param>
    /// <param name="target">The target.</param>
    /// <param name="operand">What the loss reads besides; 0 where there is nothing.</param>
    TVector Derivative<TSimd, TVector>(bool byOperand, TVector prediction, TVector target, TVector operand)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
