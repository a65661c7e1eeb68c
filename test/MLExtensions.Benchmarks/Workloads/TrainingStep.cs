using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Benchmarks;

/// <summary>The loop of one's own of docs/engine.md, one step a run.</summary>
internal sealed class TrainingStep : IWorkloadRun
{
    private static readonly CrossEntropy s_crossEntropy = new();
    private static readonly MeanSquaredError s_squares = new();
    private readonly Layer _network;
    private readonly OptimizerState _optimizer;
    private readonly TensorScope _scope;
    private readonly GradientTape _tape = new();
    private readonly ForwardContext _context;
    private readonly Shape _inputShape;
    private readonly Shape _targetShape;
    private readonly float[] _input;
    private readonly int[]? _classes;
    private readonly float[] _targets = [];

    public TrainingStep(TrainingWorkload workload, int threads)
    {
        var device = new CpuDevice(threads);
        var random = new Random(1);
        _network = workload.Build(new RandomParameters(new Philox(seed: 1)));
        _optimizer = new OptimizerState(new Adam(), device, [new ParameterGroup(_network.Parameters, learningRate: 1e-3f)]);
        _scope = new TensorScope(device);
        _context = new ForwardContext(_scope, _tape, training: true, new Philox(seed: 2));
        _inputShape = Shape.Create(workload.Input);
        _input = Values.Normal(random, (int)_inputShape.Length);
        int batch = workload.Input[0];
        if (workload.Classes is { } classes)
        {
            _targetShape = [batch];
            _classes = Values.Classes(random, batch, classes);
        }
        else
        {
            Tensor output = _network.Forward(new ForwardContext(_scope), _scope.From(_input, _inputShape));
            _targetShape = output.Shape;
            _targets = workload.TargetsAreZero ? new float[output.Length] : Values.Normal(random, (int)output.Length);
            _scope.Reset();
        }
    }

    public long ParameterCount => _network.Parameters.Sum(parameter => (long)parameter.Shape.Length);

    public void Run()
    {
        _scope.Reset();
        _tape.Clear();
        Tensor output = _network.Forward(_context, _scope.From(_input, _inputShape));
        Tensor loss = _classes is null
            ? _context.Run(s_squares, output, _scope.From(_targets, _targetShape))
            : _context.Run(s_crossEntropy, output, _scope.From(_classes, _targetShape));
        _optimizer.ClearGradients();
        _tape.Backward(loss, _scope);
        _optimizer.Step();
    }

    public void Dispose() => _scope.Dispose();
}
