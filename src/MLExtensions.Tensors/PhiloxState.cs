namespace MLExtensions.Tensors;

/// <summary>Where a <see cref="Philox"/> sequence stands.</summary>
/// <param name="Seed">The key.</param>
/// <param name="Stream">The upper half of the counter.</param>
/// <param name="Position">How many 32-bit words were drawn.</param>
public readonly record struct PhiloxState(long Seed, long Stream, long Position);
