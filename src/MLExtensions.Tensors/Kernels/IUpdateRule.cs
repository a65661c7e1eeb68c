using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>One step of an optimiser for one element, for any vector length; its fields are the step's constants.</summary>
internal interface IUpdateRule
{
    /// <summary>How many states it has at most: a constant to the compiler, which drops the others.</summary>
    static abstract int MostStates { get; }

    /// <summary>The parameter's new value.</summary>
    /// <param name="p">The parameter.</param>
    /// <param name="g">The gradient, with what weight decay adds to it.</param>
    /// <param name="state0">The first state, to be changed; 0 where the loop has none, and what is put there is dropped.</param>
    /// <param name="state1">The second state.</param>
    /// <param name="state2">The third state.</param>
    TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector state0, ref TVector state1, ref TVector state2)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
