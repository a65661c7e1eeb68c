namespace MLExtensions.Tensors.Kernels;

/// <summary>What a kernel's forward run is given; everything is checked.</summary>
internal readonly ref struct ForwardArguments
{
    public required ReadOnlySpan<Tensor> Inputs { get; init; }

    /// <summary>Allocated by the shapes that the operation inferred.</summary>
    public required ReadOnlySpan<Tensor> Outputs { get; init; }

    /// <summary>Owns what is saved.</summary>
    public required TensorScope Scope { get; init; }

    /// <summary>Null where there will be no backward run.</summary>
    public required SavedTensors? Saved { get; init; }

    /// <summary>How many threads may be used.</summary>
    public required int Degree { get; init; }
}
