using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Benchmarks;

/// <summary>The networks of the training steps. Peer/torch_peer.py has the same ones.</summary>
internal static class BenchmarkNetworks
{
    private const int Hidden = 64;
    private const int Outputs = 24;

    public static Layer FeedForward(ParameterSource parameters, params int[] sizes)
    {
        List<Layer> layers = [];
        for (int i = 1; i < sizes.Length; i++)
        {
            layers.Add(new Linear($"{i}", sizes[i - 1], sizes[i], parameters, i == sizes.Length - 1 ? Activation.None : Activation.Relu));
        }

        return new SequentialModule("", layers);
    }

    public static Layer Cnn(ParameterSource parameters) => new SequentialModule("",
    [
        new Convolution2D("c1", 1, 32, 3, parameters, padding: 1, activation: Activation.Relu),
        new MaxPooling2D("p1", 2),
        new Convolution2D("c2", 32, 64, 3, parameters, padding: 1, activation: Activation.Relu),
        new MaxPooling2D("p2", 2),
        new Flatten("flat"),
        new Linear("l1", 3136, 128, parameters, Activation.Relu),
        new Linear("l2", 128, 10, parameters),
    ]);

    public static Layer ResNet(ParameterSource parameters)
    {
        List<Layer> layers = [Convolution("stem", 3, 16, 3, 1), new BatchNormalization("bn", 16, parameters, activation: Activation.Relu)];
        int channels = 16;
        foreach (int stage in new[] { 16, 32, 64 })
        {
            for (int block = 0; block < 2; block++)
            {
                string name = $"s{stage}.{block}";
                int stride = block == 0 && stage != 16 ? 2 : 1;
                Layer? shortcut = stride == 1
                    ? null
                    : new SequentialModule($"{name}.down", [Convolution($"{name}.down.0", channels, stage, 1, stride), new BatchNormalization($"{name}.down.1", stage, parameters)]);
                var function = new SequentialModule(name,
                [
                    Convolution($"{name}.c1", channels, stage, 3, stride),
                    new BatchNormalization($"{name}.b1", stage, parameters, activation: Activation.Relu),
                    Convolution($"{name}.c2", stage, stage, 3, 1),
                    new BatchNormalization($"{name}.b2", stage, parameters),
                ]);
                layers.Add(new Residual(name, function, shortcut, Activation.Relu));
                channels = stage;
            }
        }

        return new SequentialModule("", [.. layers, new GlobalAveragePooling("pool"), new Linear("head", channels, 10, parameters)]);

        Layer Convolution(string name, int inputs, int outputs, int kernel, int stride) =>
            new Convolution2D(name, inputs, outputs, kernel, parameters, stride: stride, padding: kernel / 2, hasBias: false);
    }

    public static Layer Lstm(ParameterSource parameters) =>
        new LastStep(new Lstm("lstm", 7, Hidden, parameters), new Linear("head", Hidden, Outputs, parameters), timeAxis: 1);

    public static Layer BidirectionalGru(ParameterSource parameters) => new LastStep(
        new Gru("gru", 7, Hidden, parameters, layers: 2, bidirectional: true), new Linear("head", 2 * Hidden, Outputs, parameters), timeAxis: 1);

    public static Layer Transformer(ParameterSource parameters) =>
        new TransformerEncoderLayer("encoder", 128, 4, parameters, feedForward: 256, dropout: 0, activation: Activation.Gelu);

    public static Layer CausalConvolutions(ParameterSource parameters)
    {
        List<Layer> layers = [];
        for (int i = 0; i < 4; i++)
        {
            layers.Add(new Convolution1D(
                $"c{i}", i == 0 ? 7 : 32, 32, 3, parameters, padding: ConvolutionPadding.Causal, dilation: 1 << i, activation: Activation.Relu));
        }

        return new LastStep(new SequentialModule("", layers), new Linear("head", 32, Outputs, parameters), timeAxis: 2);
    }
}
