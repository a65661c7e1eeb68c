using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors;

/// <summary>What <see cref="Pad"/> puts around a tensor. Examples: <c>[1, 2, 3]</c> with two before and two after.</summary>
public enum PaddingMode
{
    /// <summary>One value: <c>[0, 0, 1, 2, 3, 0, 0]</c>.</summary>
    Constant,

    /// <summary>Mirrored at the outermost elements, which are not repeated: <c>[3, 2, 1, 2, 3, 2, 1]</c>. Less than the axis's length.</summary>
    Reflect,

    /// <summary>The outermost elements: <c>[1, 1, 1, 2, 3, 3, 3]</c>.</summary>
    Replicate,

    /// <summary>From the other end: <c>[2, 3, 1, 2, 3, 1, 2]</c>. At most the axis's length.</summary>
    Circular,
}
