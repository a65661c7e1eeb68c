namespace MLExtensions.Tensors.Kernels;

/// <summary>What a <see cref="NumberSegment"/> computes.</summary>
internal enum NumberSegmentKind
{
    /// <summary>A value a number: (x - mean) inverseScale.</summary>
    Standardize,

    /// <summary>Several values of one number: clamp((x - lower) inverseWidth, 0, 1).</summary>
    Bins,

    /// <summary>A value a number: 1 where it is missing, else 0.</summary>
    Indicate,
}
