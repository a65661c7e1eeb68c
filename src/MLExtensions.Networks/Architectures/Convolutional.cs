using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A convolutional network for images and for sequences: blocks of convolutions with pooling after them, and linear layers at the end.</summary>
/// <remarks>
/// Rows are images `[channels, height, width]`, sequences `[time, features]`, along whose time it convolves, or vectors `[features]`, which are sequences of one feature. Of sequences of unequal
/// lengths convolutions see zeros past a row's end, and the mean is that of the row's own places.
/// h_0 = x; within a block each convolution is activation(normalization(W * h)), its output as large as its input; h_k = dropout(maxpool(block_k(h_(k-1)))); then
/// the mean of each channel (or all elements), h = dropout(activation(W h + b)) for each hidden layer, and output = W h + b.
/// <para>
/// On images it is a network like those of Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014. On sequences, the FCN of Wang, Yan, Oates, "Time
/// Series Classification from Scratch with Deep Neural Networks: A Strong Baseline", 2017, is the second of the examples.
/// </para>
/// Parameters are named blocks.0.convolution1.weight `[out, in, kernel, kernel]` (of sequences `[out, in, kernel]`), blocks.0.normalization1.weight `[out]`,
/// blocks.0.convolution2.weight, ..., hidden.0.weight `[units, inputs]`, ..., output.weight. A convolution that is normalised has no bias, which the mean would take away.
/// </remarks>
/// <example>
/// <code>
/// new Convolutional { Channels = [32, 64], ConvolutionsPerBlock = 2, Dropout = 0.2f }
/// new Convolutional { Channels = [128, 256, 128], KernelSizes = [8, 5, 3], PoolSize = 1 }
/// </code>
/// </example>
public sealed record Convolutional : Architecture
{
    private static readonly RangeAttribute s_blocks = new(1, 100), s_channels = new(1, 1 << 16), s_kernels = new(1, 1023), s_layers = new(0, 1000), s_units = new(1, 1 << 20);

    private readonly IntegerList _channels = new([32, 64, 128]), _kernelSizes = new([3]), _hiddenLayers = new([]);

    /// <summary>Channels that each block gives, from the input on. Default [32, 64, 128]; 1 to 100 blocks of 1 to 65,536 channels.</summary>
    public IReadOnlyList<int> Channels
    {
        get => _channels;
        init => _channels = new IntegerList(value);
    }

    /// <summary>How many places a convolution sees, of images each way: a number for each block, or one for all. Default [3]; 1 to 1,023.</summary>
    public IReadOnlyList<int> KernelSizes
    {
        get => _kernelSizes;
        init => _kernelSizes = new IntegerList(value);
    }

    /// <summary>Convolutions in each block, one after the other. Default 1; 1 to 100.</summary>
    [Range(1, 100)]
    public int ConvolutionsPerBlock { get; init; } = 1;

    /// <summary>Places of which the largest is kept after each block, of images each way. An axis that is shorter is pooled as a whole. Default 2; 1, which is no pooling, to 64.</summary>
    [Range(1, 64)]
    public int PoolSize { get; init; } = 2;

    /// <summary>Whether <see cref="Networks.BatchNormalization"/> follows each convolution. Default true.</summary>
    public bool BatchNormalization { get; init; } = true;

    /// <summary>What follows each convolution (or its normalisation) and each hidden layer. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The part of what each block and each hidden layer gives set to zero in training. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; }

    /// <summary>How the last block's channels become a vector. Default <see cref="FinalPooling.GlobalAverage"/>.</summary>
    public FinalPooling FinalPooling { get; init; } = FinalPooling.GlobalAverage;

    /// <summary>Units of each linear layer before the output's. Default none; up to 1,000 layers of 1 to 1,048,576 units.</summary>
    public IReadOnlyList<int> HiddenLayers
    {
        get => _hiddenLayers;
        init => _hiddenLayers = new IntegerList(value);
    }

    internal override bool TakesColumns => true;

    internal override bool TakesImages => true;

    internal override bool TakesSequences => true;

    internal override bool TakesTexts => false;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is no image, no sequence and no vector, or more than a linear layer takes is left after the last block; the message names the shape.</exception>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        var layers = new List<Layer>();
        SequenceStem? stem = input.Columns is [SequenceColumn { IsVariable: true }] ? SequenceStem.Create(input, embeddingSize: 1, parameters, nameof(Convolutional)) : null;
        if (stem is null && input.Columns.Count > 0)
        {
            layers.Add(input.CreateEncoder(Network.EncoderName, parameters));
        }

        Shape shape = input.EncodedShape;
        int stride = 1;
        Add(Arrange(shape));
        for (int i = 0; i < _channels.Count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"blocks.{i}");
            int kernelSize = _kernelSizes[_kernelSizes.Count == 1 ? 0 : i];
            for (int j = 1; j <= ConvolutionsPerBlock; j++)
            {
                Add(Convolution(string.Create(CultureInfo.InvariantCulture, $"{name}.convolution{j}"), shape, _channels[i], kernelSize, parameters));
                Add(BatchNormalization ? new BatchNormalization(string.Create(CultureInfo.InvariantCulture, $"{name}.normalization{j}"), _channels[i], parameters, activation: Activation) : null);
            }

            stride *= Math.Min(PoolSize, shape[^1]);
            Add(Pooling($"{name}.pool", shape));
            Add(DropoutLayer($"{name}.dropout"));
        }

        if (FinalPooling == FinalPooling.Flatten && shape.Length > int.MaxValue)
        {
            throw new ArgumentException(
                $"Convolutional: {shape.Length} elements of shape {shape} are left of a row {input.EncodedShape} after the last block, more than a linear layer takes. Set FinalPooling to GlobalAverage, or pool more.", nameof(input));
        }

        if (FinalPooling == FinalPooling.Flatten)
        {
            Add(new Flatten("pool"));
        }
        else if (stem is null)
        {
            Add(new GlobalAveragePooling("pool"));
        }
        else
        {
            Add(new SwappedAxes("steps"));
            Add(new SequencePooling("pool", SequencePoolingKind.Mean, stride));
        }

        for (int i = 0; i < _hiddenLayers.Count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"hidden.{i}");
            Add(new Linear(name, shape[0], _hiddenLayers[i], parameters, Activation));
            Add(DropoutLayer($"{name}.dropout"));
        }

        Add(new Linear("output", shape[0], output.Size, parameters));
        return stem is null ? new SequentialModule("", layers) : new SequenceModule(stem, layers);

        void Add(Layer? layer)
        {
            if (layer is not null)
            {
                layers.Add(layer);
                shape = layer.OutputShape(shape);
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRanges.CheckList(nameof(Channels), _channels, s_blocks, s_channels);
        OptionRanges.CheckList(nameof(KernelSizes), _kernelSizes, s_blocks, s_kernels);
        OptionRanges.CheckList(nameof(HiddenLayers), _hiddenLayers, s_layers, s_units);
        if (_kernelSizes.Count != 1 && _kernelSizes.Count != _channels.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(KernelSizes),
                string.Create(CultureInfo.InvariantCulture, $"KernelSizes has {_kernelSizes.Count} numbers; expected one for all blocks, or {_channels.Count}, as Channels has."));
        }
    }

    /// <summary>What brings a row to `[channels, height, width]` or `[channels, time]`; null where it is so.</summary>
    private static Layer? Arrange(Shape row) => row switch
    {
        { Length: 0 } or { Rank: 0 or > 3 } => throw new ArgumentException(
            $"Convolutional takes rows of shape [channels, height, width], [time, features] or [features]; found {row}.", nameof(row)),
        { Rank: 1 } => new Unflatten("sequence", [1, row[0]]),
        { Rank: 2 } => new SwappedAxes("sequence"),
        _ => null,
    };

    private Layer Convolution(string name, Shape input, int channels, int kernelSize, ParameterSource parameters)
    {
        Activation activation = BatchNormalization ? Activation.None : Activation;
        return input.Rank == 3
            ? new Convolution2D(name, input[0], channels, kernelSize, parameters, padding: ConvolutionPadding.Same, activation: activation, hasBias: !BatchNormalization)
            : new Convolution1D(name, input[0], channels, kernelSize, parameters, padding: ConvolutionPadding.Same, activation: activation, hasBias: !BatchNormalization);
    }

    private Layer? Pooling(string name, Shape input)
    {
        int last = Math.Min(PoolSize, input[^1]), first = input.Rank == 3 ? Math.Min(PoolSize, input[1]) : 1;
        return (first, last, input.Rank) switch
        {
            (1, 1, _) => null,
            (_, _, 3) => new MaxPooling2D(name, new Size2D(first, last)),
            _ => new MaxPooling1D(name, last),
        };
    }

    private Dropout? DropoutLayer(string name) => Dropout > 0 ? new Dropout(name, Dropout) : null;
}
