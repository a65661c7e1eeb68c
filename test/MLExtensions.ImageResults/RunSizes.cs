namespace MLExtensions.ImageResults;

/// <summary>What both sides do alike: SGD with momentum and weight decay on one cycle of the rate, images flipped and moved at random.</summary>
/// <param name="Archive">The data.</param>
/// <param name="Part">One of so many images is taken.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="Threads">Threads of a side.</param>
internal sealed record RunSizes(string Archive, int Part, int Epochs, int Threads)
{
    /// <summary>Layers of the ResNet.</summary>
    public int Depth { get; init; } = 20;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The highest rate of the cycle.</summary>
    public float LearningRate { get; init; } = 0.1f;

    /// <summary>Of SGD.</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <summary>Of all parameters.</summary>
    public float WeightDecay { get; init; } = 5e-4f;

    /// <summary>Pixels by which images are moved at most.</summary>
    public int CropPadding { get; init; } = 4;
}
