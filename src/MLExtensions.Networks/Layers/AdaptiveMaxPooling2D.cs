using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Images of any size to one size: the largest of each of as many windows as are wanted, which cover the input evenly.</summary>
/// <remarks>x is `[batch, channels, height, width]`, y is `[batch, channels, output height, output width]`, as torch.nn.AdaptiveMaxPool2d has them.</remarks>
public sealed class AdaptiveMaxPooling2D : ImageLayer
{
    private readonly Size2D _outputSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="outputSize">Rows and columns of the result; 0 or more. 1 is global pooling.</param>
    public AdaptiveMaxPooling2D(string name, Size2D outputSize)
        : base(name, new Tensors.Operations.AdaptiveMaxPooling2D { Output = outputSize }, isSequence: false) => _outputSize = outputSize;

    /// <inheritdoc/>
    public override string Kind => $"AdaptiveMaxPooling2D, {_outputSize}";
}
