using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>One of the networks that the checks of whole training steps run over: together they have every layer there is.</summary>
internal sealed record StepArchitecture(string Title, Shape Row, Func<Shape, int, ParameterSource, Layer> Create) : Architecture
{
    private const int Width = 12;

    public static IReadOnlyList<StepArchitecture> All { get; } =
    [
        Of("FeedForward", [20], new FeedForward { HiddenLayers = [96, 64], Dropout = 0.2f, Activation = Activation.Gelu }),
        new("Normalised feed-forward", [20], NormalizedFeedForward),
        new("Convolutional", [3, 16, 16], Convolutional),
        new("Residual", [4, 12, 12], ResidualBlocks),
        new("Pooled images", [2, 13, 11], Pooled),
        new("Decoded images", [12], Decoded),
        new("Convolutional sequences", [24, 5], Sequences),
        Of("Convolutional, images", [3, 9, 8], new Convolutional { Channels = [6, 8], ConvolutionsPerBlock = 2, HiddenLayers = [10], Dropout = 0.2f }),
        Of("Convolutional, sequences", [24, 5], new Convolutional { Channels = [8, 12, 8], KernelSizes = [8, 5, 3], PoolSize = 1 }),
        Of("ResNet", [3, 8, 8], new ResNet { Blocks = [1, 1, 1], Width = 6 }),
        Of("ResNet, bottlenecks", [2, 20, 18], new ResNet { Blocks = [1, 1], Width = 4, Block = ResNetBlock.Bottleneck, Stem = ResNetStem.ImageNet, Shortcut = ResNetShortcut.Padding }),
        Of("VisionTransformer", [3, 8, 12], new VisionTransformer { PatchSize = 4, Width = 24, Layers = 2, Heads = 3, FeedForwardFactor = 2 }),
        new("Rnn", [24, 5], (row, outputs, parameters) => Recurrent(new Rnn("rnn", 5, 32, parameters, layers: 2, dropout: 0.1f), outputs, parameters)),
        new("Gru", [24, 5], (row, outputs, parameters) => Recurrent(new Gru("gru", 5, 32, parameters, layers: 2, bidirectional: true), outputs, parameters)),
        new("Lstm", [24, 5], (row, outputs, parameters) => Recurrent(new Lstm("lstm", 5, 32, parameters, layers: 2, bidirectional: true, dropout: 0.1f), outputs, parameters)),
        Of("Recurrent, final state", [24, 5], new Recurrent { HiddenSize = 32, Layers = 2, Bidirectional = true, Dropout = 0.1f, HeadDropout = 0.2f }),
        Of("Recurrent, attention", [24, 5], new Recurrent { Cell = RecurrentCell.Lstm, HiddenSize = 32, Pooling = RecurrentPooling.Attention }),
        Of("Recurrent, largest", [24, 5], new Recurrent { HiddenSize = 32, Pooling = RecurrentPooling.Max }),
        Of("Text convolutional", [24, 5], new TextConvolutional { Channels = 16 }),
        Of("Transformer, sinusoidal", [24, 5], new TransformerEncoder { Width = 16, Heads = 2 }),
        Of("Transformer, rotary, class token", [24, 5], new TransformerEncoder { Width = 16, Heads = 2, Positions = TransformerPositions.Rotary, Pooling = TransformerPooling.ClassToken }),
        new("Transformer encoder", [24, Width], Encoder),
        new("Attention", [24, Width], Attention),
        new("Transformer encoder and decoder", [24, Width], EncoderDecoder),
        new("Embedding", [16], Embedded),
        new("Columns", [20], Columns),
    ];

    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters) => Create(input.Shape, output.Size, parameters);

    public override string ToString() => Title;

    private static StepArchitecture Of(string title, Shape row, Architecture architecture) =>
        new(title, row, (shape, outputs, parameters) => architecture.Build(new InputDescription(shape), new OutputDescription(outputs), parameters));

    private static SequentialModule NormalizedFeedForward(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new Linear("0", row[0], 96, parameters),
        new BatchNormalization("1", 96, parameters),
        new ActivationLayer("2", Activation.Relu),
        new Linear("3", 96, 48, parameters, hasBias: false),
        new LayerNormalization("4", [48], parameters),
        new ActivationLayer("5", new Activate { Activation = Activation.LeakyRelu, NegativeSlope = 0.2f }),
        new Dropout("6", 0.3f),
        new Linear("7", 48, outputs, parameters),
    ]);

    private static SequentialModule Convolutional(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new Convolution2D("0", row[0], 16, 3, parameters, padding: 1, activation: Activation.Relu),
        new MaxPooling2D("1", 2),
        new Convolution2D("2", 16, 24, 3, parameters, padding: 1, groups: 2, hasBias: false),
        new BatchNormalization("3", 24, parameters),
        new ActivationLayer("4", Activation.HardSwish),
        new Convolution2D("5", 24, 24, 3, parameters, padding: 1, groups: 24),
        new GroupNormalization("6", 4, 24, parameters),
        new AveragePooling2D("7", 2),
        new Flatten("8"),
        new Linear("9", 24 * 4 * 4, outputs, parameters),
    ]);

    private static SequentialModule ResidualBlocks(Shape row, int outputs, ParameterSource parameters)
    {
        Layer Function(string name, int from, int to, int stride) => new SequentialModule(name,
        [
            new Convolution2D(Module.Join(name, "0"), from, to, 3, parameters, stride: stride, padding: 1, hasBias: false),
            new BatchNormalization(Module.Join(name, "1"), to, parameters),
            new ActivationLayer(Module.Join(name, "2"), Activation.Relu),
            new Convolution2D(Module.Join(name, "3"), to, to, 3, parameters, padding: 1, hasBias: false),
            new InstanceNormalization(Module.Join(name, "4"), to, parameters),
        ]);
        return new SequentialModule("",
        [
            new Residual("0", Function("0.function", row[0], row[0], 1), activation: Activation.Relu),
            new Residual(
                "1", Function("1.function", row[0], 8, 2), new Convolution2D("1.shortcut", row[0], 8, 1, parameters, stride: 2), Activation.Relu),
            new GlobalAveragePooling("2"),
            new Linear("3", 8, outputs, parameters),
        ]);
    }

    private static SequentialModule Pooled(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new Pad2D("pad", 1, PaddingMode.Reflect),
        new Convolution2D("0", row[0], 6, new Size2D(3, 2), parameters, dilation: 2),
        new AdaptiveMaxPooling2D("1", new Size2D(5, 4)),
        new Upsample2D("2", 2, mode: UpsamplingMode.Bilinear),
        new AdaptiveAveragePooling2D("3", 3),
        new Flatten("4"),
        new Linear("5", 54, outputs, parameters),
    ]);

    private static SequentialModule Decoded(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new Linear("0", row[0], 6 * 4 * 4, parameters, Activation.Relu),
        new Unflatten("1", [6, 4, 4]),
        new TransposedConvolution2D("2", 6, 5, 4, parameters, stride: 2, padding: 1),
        new Upsample2D("3", 2),
        new Flatten("4"),
        new Linear("5", 5 * 16 * 16, outputs, parameters),
    ]);

    private static SequentialModule Sequences(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new TransposedRows("0"),
        new Pad1D("pad", 2, 0, PaddingMode.Replicate),
        new Convolution1D("1", row[1], 16, 3, parameters, padding: ConvolutionPadding.Causal, dilation: 2, activation: Activation.Silu),
        new MaxPooling1D("2", 2),
        new TransposedConvolution1D("3", 16, 8, 2, parameters, stride: 2),
        new AveragePooling1D("4", 2),
        new Upsample1D("5", 2),
        new AdaptiveMaxPooling1D("6", 7),
        new AdaptiveAveragePooling1D("7", 3),
        new Flatten("8"),
        new Linear("9", 24, outputs, parameters),
    ]);

    private static SequentialModule Recurrent(Layer layer, int outputs, ParameterSource parameters)
    {
        int features = layer.OutputShape([24, 5])[1];
        return new("", [layer, new MeanOverTime("mean"), new Linear("head", features, outputs, parameters)]);
    }

    private static SequentialModule Encoder(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new TransformerEncoderStack(
            "encoder", 2, name => new TransformerEncoderLayer(name, Width, 3, parameters, feedForward: 40, activation: Activation.Gelu, causal: true)),
        new TransformerEncoderLayer("last", Width, 2, parameters, feedForward: 24, normFirst: true),
        new MeanOverTime("mean"),
        new Linear("head", row[1], outputs, parameters),
    ]);

    private static SequentialModule Attention(Shape row, int outputs, ParameterSource parameters) => new("",
    [
        new ClassToken("token", row[1], parameters),
        new LearnedPositions("positions", row[0] + 9, row[1], parameters),
        new MultiHeadAttention("attention", row[1], 4, parameters, dropout: 0.2f),
        new MeanOverTime("mean"),
        new Linear("head", row[1], outputs, parameters),
    ]);

    private static SequentialModule EncoderDecoder(Shape row, int outputs, ParameterSource parameters) => new("",
        [new EncodedAndDecoded("both", row[1], parameters), new MeanOverTime("mean"), new Linear("head", row[1], outputs, parameters)]);

    private static SequentialModule Embedded(Shape row, int outputs, ParameterSource parameters) => new("",
        [new EmbeddedPositions("embedding", row[0], 10, parameters), new Flatten("flat"), new Linear("head", row[0] * 10, outputs, parameters)]);

    // One bin next to nothing wide makes 0 or 1 of each of the last slots: the indices of categories.
    private static SequentialModule Columns(Shape row, int outputs, ParameterSource parameters)
    {
        const int categories = 6;
        int numbers = row[0] - categories;
        NumberColumn signs = NumberColumn.AsTheyAre("signs", categories) with { BinCounts = new int[categories].Select(_ => 1).ToArray(), Edges = new int[categories].SelectMany(_ => new[] { 0, 1e-30f }).ToArray() };
        NumberColumn bins = NumberColumn.AsTheyAre("bins", 1) with { BinCounts = [9], Edges = [-2, -1, -0.5f, -0.2f, 0, 0.1f, 0.3f, 0.8f, 1.5f, 2], IndicatorSlots = [0] };
        return new SequentialModule("",
        [
            new ColumnEncoder("0", [NumberColumn.AsTheyAre("numbers", numbers), signs], parameters),
            new ColumnEncoder(
                "1",
                [
                    bins,
                    NumberColumn.AsTheyAre("numbers", numbers - 1),
                    .. Enumerable.Range(0, categories).Select(i => new CategoryColumn { Name = "category", Count = 3, Dimension = 1 + i, Untrained = [2] }),
                ],
                parameters),
            new Linear("2", 9 + 1 + numbers - 1 + 21, 32, parameters, Activation.Relu),
            new Linear("3", 32, outputs, parameters),
        ]);
    }
}
