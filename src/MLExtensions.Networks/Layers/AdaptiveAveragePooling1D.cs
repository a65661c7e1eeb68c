using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Sequences of any size to one size: the mean of each of as many windows as are wanted, which cover the input evenly.</summary>
/// <remarks>x is `[batch, channels, time]`, y is `[batch, channels, output size]`, as torch.nn.AdaptiveAvgPool1d has them.</remarks>
public sealed class AdaptiveAveragePooling1D : ImageLayer
{
    private readonly int _outputSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="outputSize">Times of the result; 0 or more. 1 is global pooling.</param>
    public AdaptiveAveragePooling1D(string name, int outputSize)
        : base(name, new Tensors.Operations.AdaptiveAveragePooling2D { Output = new Size2D(1, outputSize) }, isSequence: true) => _outputSize = outputSize;

    /// <inheritdoc/>
    public override string Kind => $"AdaptiveAveragePooling1D, {_outputSize}";
}
