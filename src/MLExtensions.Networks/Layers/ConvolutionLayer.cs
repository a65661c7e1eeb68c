using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What convolutions and transposed convolutions have in common: a weight and a bias under PyTorch's names, with its first values.</summary>
public abstract class ConvolutionLayer : ImageLayer
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly bool _hasBias;

    private protected ConvolutionLayer(
        string name, Operation operation, bool isSequence, int inputChannels, int outputChannels, Shape weightShape, ParameterSource parameters, bool hasBias)
        : base(name, operation, isSequence)
    {
        InputChannels = inputChannels;
        OutputChannels = outputChannels;
        _hasBias = hasBias;

        // PyTorch counts the second axis and the kernel, also where a transposed convolution sums over the first.
        var initialization = Initialization.FanIn(checked((int)(weightShape.Length / weightShape[0])));
        Parameter weight = parameters.Create(Join(name, "weight"), weightShape, initialization);
        _weight = weight.Tensor;
        Parameters = [weight];
        WeightShapes = [AsImageWeight(weightShape)];
        if (hasBias)
        {
            Parameter bias = parameters.Create(Join(name, "bias"), [outputChannels], initialization);
            _bias = bias.Tensor;
            Parameters = [weight, bias];
            WeightShapes = [AsImageWeight(weightShape), [outputChannels]];
        }
    }

    /// <summary>Channels of the input.</summary>
    public int InputChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutputChannels { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Parameter> Parameters { get; }

    private protected sealed override Shape[] WeightShapes { get; }

    private protected sealed override Tensor Run(ForwardContext context, Tensor images)
    {
        Tensor weight = AsImageWeight(context, _weight);
        return _hasBias ? context.Run(Operation, images, weight, _bias) : context.Run(Operation, images, weight);
    }

    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    private protected static void Check(string layer, int inputChannels, int outputChannels, Size2D kernelSize, int groups, ParameterSource parameters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelSize.Height, 1, nameof(kernelSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelSize.Width, 1, nameof(kernelSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        if (inputChannels % groups != 0 || outputChannels % groups != 0)
        {
            throw new ArgumentException(
                $"{layer}: {groups} groups do not divide {inputChannels} input channels and {outputChannels} output channels. Give a number that divides both.", nameof(groups));
        }
    }
}
