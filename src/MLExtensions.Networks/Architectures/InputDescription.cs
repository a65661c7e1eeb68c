using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What a network takes.</summary>
/// <param name="Shape">The shape of one row, without the batch: `[features]`.</param>
public sealed record InputDescription(Shape Shape);
