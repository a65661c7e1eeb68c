using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>What distinguishes one recurrent layer from another: what happens between the matrix products of a step, and its gradient.</summary>
internal interface IRecurrentCell
{
    /// <summary>Blocks of hidden numbers that are saved for each row and step beside the gates.</summary>
    static abstract int ExtraCount { get; }

    /// <summary>Whether the state's product is added to the input's as a whole; else the cell is given it apart, with bias_hh.</summary>
    static abstract bool AddsProducts { get; }

    /// <summary>One step forward for some rows.</summary>
    static abstract void Forward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct;

    /// <summary>One step backward for some rows. Gradients of the states become those before the step, without what comes through the state's product.</summary>
    static abstract void Backward<TSimd, TVector>(in RecurrentStep step, nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
