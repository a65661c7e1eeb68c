using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A layer over sequences that must know how many steps each row has.</summary>
public interface ISequenceLayer
{
    /// <summary>Computes the output of rows with lengths of their own.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, time, features]`; past a row's length it may hold anything.</param>
    /// <param name="lengths">Int32 `[batch]`, 0 to time, in any order; null where all rows have the whole time.</param>
    Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths);
}
