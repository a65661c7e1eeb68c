namespace MLExtensions.Tensors.Kernels;

/// <summary>Some targets of one head of one batch entry, with the sources that at least one of them may see.</summary>
internal readonly struct AttentionBlock
{
    /// <summary>batch * heads + head</summary>
    public required nint Matrix { get; init; }

    public required nint Batch { get; init; }

    public required nint Head { get; init; }

    /// <summary>The first target.</summary>
    public required nint Row { get; init; }

    /// <summary>How many targets.</summary>
    public required nint Rows { get; init; }

    /// <summary>How many sources, from the first on.</summary>
    public required nint Columns { get; init; }
}
