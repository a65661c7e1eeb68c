using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Supervised training: one network, one objective, one optimiser. Forward, loss, backward, update.</summary>
public sealed class SupervisedProgram : TrainingProgram
{
    private readonly Layer _module;
    private readonly Objective _objective;
    private readonly OptimizerState _optimizer;
    private readonly Philox _random;
    private readonly GradientTape _tape = new();
    private ForwardContext? _stepContext;
    private float[] _labels = [];
    private float[] _weights = [];
    private float[] _scores = [];
    private int[] _classes = [];

    /// <summary>Makes the program.</summary>
    /// <param name="module">The network; it is changed in place.</param>
    /// <param name="objective">The objective, fitted.</param>
    /// <param name="optimizer">The optimiser over the network's parameters.</param>
    /// <param name="device">The device that computes.</param>
    /// <param name="random">Random numbers for dropout.</param>
    public SupervisedProgram(Layer module, Objective objective, OptimizerState optimizer, Device device, Philox random)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(random);
        _module = module;
        _objective = objective;
        _optimizer = optimizer;
        _random = random;
        Device = device;
    }

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _module.Parameters;

    /// <inheritdoc/>
    public override float LearningRate => _optimizer.Groups[0].LearningRate;

    /// <inheritdoc/>
    public override string MetricName => _objective.MetricName;

    /// <inheritdoc/>
    public override float Step(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _objective.CheckLabels(CopyLabels(batch));
        _tape.Clear();
        if (_stepContext?.Scope != batch.Scope)
        {
            _stepContext = new ForwardContext(batch.Scope, _tape, training: true, _random);
        }

        ForwardContext context = _stepContext;
        Tensor loss = _objective.Loss(context, _module.Forward(context, batch.Features), batch);
        float value = loss.ToScalar();
        if (float.IsFinite(value))
        {
            _optimizer.ClearGradients();
            _tape.Backward(loss, batch.Scope);
            _optimizer.Step();
        }

        return value;
    }

    /// <inheritdoc/>
    public override BatchEvaluation Evaluate(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadOnlySpan<float> labels = CopyLabels(batch);
        _objective.CheckLabels(labels);
        var context = new ForwardContext(batch.Scope);
        Tensor output = _module.Forward(context, batch.Features);
        double loss = _objective.Loss(context, output, batch).ToScalar();
        ReadOnlySpan<float> scores = Copy(_objective.Scores(context, output), ref _scores);
        ReadOnlySpan<float> weights = batch.Weights is { } given ? Copy(given, ref _weights) : default;
        int width = scores.Length / labels.Length;
        double metric = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight > 0)
            {
                metric += weight * _objective.RowMetric(scores.Slice(i * width, width), labels[i]);
            }
        }

        return new BatchEvaluation(loss * batch.TotalWeight, metric, batch.TotalWeight);
    }

    /// <inheritdoc/>
    public override double Metric(double mean) => _objective.Metric(mean);

    private Span<float> CopyLabels(Batch batch)
    {
        if (batch.Labels.ElementType != ElementType.Int32)
        {
            return Copy(batch.Labels, ref _labels);
        }

        if (_classes.Length < batch.Count)
        {
            _classes = new int[batch.Count];
        }

        if (_labels.Length < batch.Count)
        {
            _labels = new float[batch.Count];
        }

        batch.Labels.CopyTo(_classes.AsSpan(0, batch.Count));
        for (int i = 0; i < batch.Count; i++)
        {
            _labels[i] = _classes[i];
        }

        return _labels.AsSpan(0, batch.Count);
    }

    private static Span<float> Copy(Tensor tensor, ref float[] buffer)
    {
        int length = checked((int)tensor.Shape.Length);
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }

        Span<float> values = buffer.AsSpan(0, length);
        tensor.CopyTo(values);
        return values;
    }
}
