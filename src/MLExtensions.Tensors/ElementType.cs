namespace MLExtensions.Tensors;

// The field names element types so, in every framework and file format.
#pragma warning disable CA1720

/// <summary>What a tensor's elements are.</summary>
public enum ElementType
{
    /// <summary>32-bit IEEE floating point: features, weights, gradients.</summary>
    Float32,

    /// <summary>32-bit signed integer: class indices, vocabulary indices, random keys.</summary>
    Int32,
}
