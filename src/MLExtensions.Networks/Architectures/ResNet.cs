using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A residual network for images: stages of blocks of convolutions, each block added to what went into it.</summary>
/// <remarks>
/// Rows are images `[channels, height, width]`. y = relu(f(x) + shortcut(x)) for each block; f is convolution, normalisation, rectifier, convolution, normalisation
/// (of <see cref="ResNetBlock.Bottleneck"/> one convolution more), the shortcut x itself unless the shape changes. Each stage but the first halves the image and
/// doubles the channels, in its first block's first 3 by 3 convolution. After the last stage come the mean of each channel and a linear layer.
/// He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015.
/// <para>
/// Parameters have the names, shapes and first values of torchvision's: conv1.weight, bn1.weight, layer1.0.conv1.weight, layer1.0.bn1.weight, ..., layer2.0.downsample.0.weight,
/// layer2.0.downsample.1.weight, ..., fc.weight `[output, channels]`, fc.bias. Convolutions are normal with a variance of 2 / (output channels * kernel elements).
/// </para>
/// </remarks>
/// <example>
/// <code>
/// ResNet.Cifar(depth: 20)
/// ResNet.ImageNet(depth: 50) with { ZeroInitialization = true }
/// new ResNet { Blocks = [1, 1, 1], Width = 32 }
/// </code>
/// </example>
public sealed record ResNet : Architecture
{
    // As deep as images of 32,768 rows can be halved to one place, and as wide as nobody needs.
    private const int MaximumChannels = 1 << 16;
    private static readonly RangeAttribute s_stages = new(1, 16), s_blocks = new(1, 1000);

    private readonly IntegerList _blocks = new([3, 3, 3]);

    /// <summary>How many blocks each stage has. Default [3, 3, 3], 20 layers with basic blocks; 1 to 16 stages of 1 to 1,000 blocks.</summary>
    public IReadOnlyList<int> Blocks
    {
        get => _blocks;
        init => _blocks = new IntegerList(value);
    }

    /// <summary>Channels of the first stage; of bottlenecks those inside, a quarter of what they give. Each later stage has twice as many. Default 16; 1 to 4,096.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 16;

    /// <summary>What a block is. Default <see cref="ResNetBlock.Basic"/>.</summary>
    public ResNetBlock Block { get; init; } = ResNetBlock.Basic;

    /// <summary>What comes before the first stage. Default <see cref="ResNetStem.Cifar"/>, for small images.</summary>
    public ResNetStem Stem { get; init; } = ResNetStem.Cifar;

    /// <summary>How a block's input is added where the output has another shape. Default <see cref="ResNetShortcut.Projection"/>.</summary>
    public ResNetShortcut Shortcut { get; init; } = ResNetShortcut.Projection;

    /// <summary>Whether the last normalisation of each block starts with weights of zero, so that each block starts as its shortcut alone. It mostly helps very deep networks. Default false.</summary>
    /// <remarks>Goyal et al., "Accurate, Large Minibatch SGD", 2017.</remarks>
    public bool ZeroInitialization { get; init; }

    private int Expansion => Block == ResNetBlock.Bottleneck ? 4 : 1;

    /// <summary>The paper's networks for images of 32 by 32: three stages of basic blocks of 16, 32 and 64 channels, with shortcuts that have no parameters.</summary>
    /// <param name="depth">Layers with weights, 6 n + 2 for n blocks a stage: the paper has 20, 32, 44, 56, 110 and 1,202. Default 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not 6 n + 2 with n from 1 to 1,000.</exception>
    public static ResNet Cifar(int depth = 20)
    {
        int blocks = (depth - 2) / 6;
        return blocks is >= 1 and <= 1000 && (depth - 2) % 6 == 0
            ? new ResNet { Blocks = [blocks, blocks, blocks], Shortcut = ResNetShortcut.Padding }
            : throw new ArgumentOutOfRangeException(nameof(depth), depth, "The depth of a ResNet for CIFAR is 6 n + 2 with n from 1 to 1000, such as 20, 32, 44, 56 or 110.");
    }

    /// <summary>The paper's networks for photographs, as torchvision has them: a stem of 7 by 7, and four stages from 64 channels on.</summary>
    /// <param name="depth">Layers with weights: 18 and 34 with basic blocks, 50, 101 and 152 with bottlenecks. Default 18.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is none of these.</exception>
    public static ResNet ImageNet(int depth = 18) => new()
    {
        Blocks = depth switch
        {
            18 => [2, 2, 2, 2],
            34 or 50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            152 => [3, 8, 36, 3],
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "The depth of a ResNet for ImageNet is 18, 34, 50, 101 or 152. For another, set Blocks."),
        },
        Width = 64,
        Block = depth >= 50 ? ResNetBlock.Bottleneck : ResNetBlock.Basic,
        Stem = ResNetStem.ImageNet,
    };

    internal override bool TakesImages => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is no image; the message names the shape.</exception>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        int channels = ImageShape(input)[0];
        var layers = new List<Layer>();
        bool large = Stem == ResNetStem.ImageNet;
        layers.Add(Convolution("conv1", channels, Width, large ? 7 : 3, large ? 2 : 1, parameters));
        layers.Add(new BatchNormalization("bn1", Width, parameters, activation: Activation.Relu));
        if (large)
        {
            layers.Add(new MaxPooling2D("maxpool", 3, 2, 1));
        }

        channels = Width;
        for (int stage = 0; stage < _blocks.Count; stage++)
        {
            int width = Width << stage;
            for (int i = 0; i < _blocks[stage]; i++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"layer{stage + 1}.{i}");
                layers.Add(ResidualBlock(name, channels, width, stage > 0 && i == 0 ? 2 : 1, parameters));
                channels = width * Expansion;
            }
        }

        layers.Add(new GlobalAveragePooling("avgpool"));
        layers.Add(new Linear("fc", channels, output.Size, parameters));
        return new SequentialModule("", layers);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRanges.CheckList(nameof(Blocks), _blocks, s_stages, s_blocks);
        long channels = ((long)Width << (_blocks.Count - 1)) * Expansion;
        if (channels > MaximumChannels)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Width),
                string.Create(CultureInfo.InvariantCulture, $"Width is {Width}, which makes {channels} channels in stage {_blocks.Count}; expected at most {MaximumChannels}. Use a smaller Width or fewer stages."));
        }
    }

    private Residual ResidualBlock(string name, int channels, int width, int stride, ParameterSource parameters)
    {
        List<Layer> layers = [];
        int output = width * Expansion;
        if (Block == ResNetBlock.Bottleneck)
        {
            Add(1, channels, width, kernelSize: 1, 1);
            Add(2, width, width, kernelSize: 3, stride);
            Add(3, width, output, kernelSize: 1, 1, isLast: true);
        }
        else
        {
            Add(1, channels, width, kernelSize: 3, stride);
            Add(2, width, output, kernelSize: 3, 1, isLast: true);
        }

        Layer? shortcut = stride == 1 && channels == output ? null : ShortcutLayer($"{name}.downsample", channels, output, stride, parameters);
        return new Residual(name, new SequentialModule(name, layers), shortcut, Activation.Relu);

        void Add(int number, int from, int to, int kernelSize, int stride, bool isLast = false)
        {
            layers.Add(Convolution(string.Create(CultureInfo.InvariantCulture, $"{name}.conv{number}"), from, to, kernelSize, stride, parameters));
            ParameterSource source = isLast && ZeroInitialization ? new WeightInitialization(parameters, Initialization.Zeros) : parameters;
            layers.Add(new BatchNormalization(
                string.Create(CultureInfo.InvariantCulture, $"{name}.bn{number}"), to, source, activation: isLast ? Activation.None : Activation.Relu));
        }
    }

    private Layer ShortcutLayer(string name, int from, int to, int stride, ParameterSource parameters) => Shortcut == ResNetShortcut.Padding
        ? new PaddedShortcut(name, from, to, stride)
        : new SequentialModule(name, [Convolution($"{name}.0", from, to, 1, stride, parameters), new BatchNormalization($"{name}.1", to, parameters)]);

    private static Convolution2D Convolution(string name, int from, int to, int kernelSize, int stride, ParameterSource parameters)
    {
        var source = new WeightInitialization(parameters, Initialization.KaimingNormal(to * kernelSize * kernelSize));
        return new Convolution2D(name, from, to, kernelSize, source, stride: stride, padding: kernelSize / 2, hasBias: false);
    }
}
