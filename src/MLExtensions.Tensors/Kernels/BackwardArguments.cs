namespace MLExtensions.Tensors.Kernels;

/// <summary>What a kernel's backward run is given; everything is checked.</summary>
internal readonly ref struct BackwardArguments
{
    public required ReadOnlySpan<Tensor> Inputs { get; init; }

    public required ReadOnlySpan<Tensor> Outputs { get; init; }

    public required ReadOnlySpan<Tensor> Saved { get; init; }

    /// <summary>The gradient of each output; default where nothing depends on it.</summary>
    public required ReadOnlySpan<Tensor> Upstream { get; init; }

    /// <summary>Where each input's gradient goes; default where none is wanted. To be written in order: one tensor may occur twice.</summary>
    public required ReadOnlySpan<Tensor> Gradients { get; init; }

    /// <summary>Whether each is added to what is there.</summary>
    public required ReadOnlySpan<bool> Accumulate { get; init; }

    /// <summary>How many threads may be used.</summary>
    public required int Degree { get; init; }

    public bool Wants(int input) => input < Gradients.Length && !Gradients[input].IsDefault;
}
