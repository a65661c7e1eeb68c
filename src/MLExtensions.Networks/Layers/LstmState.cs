using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What an <see cref="Lstm"/> carries from step to step.</summary>
/// <param name="Hidden">h, `[layers * directions, batch, hidden]`.</param>
/// <param name="Cell">c, of the same shape.</param>
public readonly record struct LstmState(Tensor Hidden, Tensor Cell);
