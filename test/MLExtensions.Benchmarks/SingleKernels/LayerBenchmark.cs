using BenchmarkDotNet.Attributes;
using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Benchmarks;

/// <summary>Single layers, forward and backward.</summary>
[MemoryDiagnoser]
public class LayerBenchmark : IDisposable
{
    private static readonly Dictionary<string, (Shape Input, Func<ParameterSource, Layer> Make)> s_layers = new()
    {
        ["linear 128"] = ([128, 128], parameters => new Linear("", 128, 128, parameters, Activation.Relu)),
        ["convolution 3x3 1-32"] = ([64, 1, 28, 28], parameters => new Convolution2D("", 1, 32, 3, parameters, padding: 1, activation: Activation.Relu)),
        ["convolution 3x3 32-64"] = ([64, 32, 14, 14], parameters => new Convolution2D("", 32, 64, 3, parameters, padding: 1)),
        ["convolution 3x3 16-32 stride 2"] = ([64, 16, 32, 32], parameters => new Convolution2D("", 16, 32, 3, parameters, stride: 2, padding: 1)),
        ["depthwise convolution 3x3 64"] = ([64, 64, 14, 14], parameters => new Convolution2D("", 64, 64, 3, parameters, padding: 1, groups: 64)),
        ["causal convolution 32"] = ([64, 32, 96], parameters => new Convolution1D("", 32, 32, 3, parameters, padding: ConvolutionPadding.Causal, dilation: 4)),
        ["max pooling 2x2"] = ([64, 32, 28, 28], _ => new MaxPooling2D("", 2)),
        ["average pooling 2x2"] = ([64, 32, 28, 28], _ => new AveragePooling2D("", 2)),
        ["batch norm"] = ([64, 16, 32, 32], parameters => new BatchNormalization("", 16, parameters)),
        ["layer norm"] = ([2048, 128], parameters => new LayerNormalization("", [128], parameters)),
        ["lstm 7-64"] = ([64, 96, 7], parameters => new Lstm("", 7, 64, parameters)),
        ["gru 128-64"] = ([64, 96, 128], parameters => new Gru("", 128, 64, parameters)),
        ["rnn 7-64"] = ([64, 96, 7], parameters => new Rnn("", 7, 64, parameters)),
        ["attention 128, 4 heads"] = ([32, 64, 128], parameters => new MultiHeadAttention("", 128, 4, parameters)),
        ["dropout"] = ([128, 512], _ => new Networks.Dropout("", 0.2f)),
        ["gelu"] = ([2048, 256], _ => new ActivationLayer("", Activation.Gelu)),
    };

    private readonly GradientTape _tape = new();
    private TensorScope _inputs = null!;
    private TensorScope _scope = null!;
    private ForwardContext _context = null!;
    private Layer _layer = null!;
    private Tensor _input;
    private Tensor _upstream;

    public static IEnumerable<string> Names => s_layers.Keys;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (Shape input, Func<ParameterSource, Layer> make) = s_layers[Name];
        var device = new CpuDevice(Threads);
        var random = new Random(1);
        _inputs = new TensorScope(device);
        _scope = new TensorScope(device);
        _context = new ForwardContext(_scope, _tape, training: true, new Philox(seed: 1));
        _layer = make(new RandomParameters(new Philox(seed: 1)));
        _input = _inputs.Detach(_inputs.From(Values.Normal(random, (int)input.Length), input), requiresGradient: true);
        Shape output = _layer.Forward(new ForwardContext(_inputs, training: true, random: new Philox(seed: 1)), _input).Shape;
        _upstream = _inputs.From(Values.Normal(random, (int)output.Length), output);
    }

    [Benchmark]
    public void Forward()
    {
        _scope.Reset();
        _tape.Clear();
        _layer.Forward(_context, _input);
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        _scope.Reset();
        _tape.Clear();
        Tensor output = _layer.Forward(_context, _input);
        foreach (Parameter parameter in _layer.Parameters)
        {
            parameter.ClearGradient();
        }

        _tape.Backward(output, _scope, _upstream);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _scope.Dispose();
        _inputs.Dispose();
        GC.SuppressFinalize(this);
    }
}
