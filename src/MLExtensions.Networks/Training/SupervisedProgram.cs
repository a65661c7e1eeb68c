using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Supervised training: one network, one objective, one optimiser. Forward, loss, backward, update.</summary>
public sealed class SupervisedProgram : TrainingProgram
{
    private static readonly Shape s_scalar = [1];

    private readonly Layer _module;
    private readonly Objective _objective;
    private readonly OptimizerState _optimizer;
    private readonly Philox _random;
    private readonly GradientTape _tape = new();
    private readonly float[] _baseRates;
    private ForwardContext? _stepContext;
    private ScheduleState? _schedule;
    private AveragedWeights? _average;
    private bool _isStarted;
    private bool _isEvaluating;
    private float? _lastRate;
    private double _normSum;
    private int _normCount;

    // Of the batches whose gradients wait for a step.
    private int _pending;
    private double _pendingWeight;

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
        _baseRates = [.. optimizer.Groups.Select(group => group.LearningRate)];
        Device = device;
    }

    /// <summary>How the learning rates change; null, the default, keeps them. The rates that the groups have when the program is made are what it starts from.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>Bounds the gradients of a step; null, the default, for none.</summary>
    public GradientClipping? GradientClipping { get; init; }

    /// <summary>Batches whose gradients make one step together. Default 1; at least 1.</summary>
    public int AccumulationSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(AccumulationSteps));
            field = value;
        }
    } = 1;

    /// <summary>Measures and keeps a moving average of the weights; null, the default, for the weights themselves.</summary>
    public MovingAverage? MovingAverage { get; init; }

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _module.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Buffers => _module.Buffers;

    /// <inheritdoc/>
    public override bool IsSettled => _pending == 0 && !_isEvaluating;

    /// <inheritdoc/>
    public override float LearningRate => _lastRate ?? _optimizer.Groups[0].LearningRate;

    /// <inheritdoc/>
    public override double? GradientNorm => _normCount == 0 ? null : _normSum / _normCount;

    /// <inheritdoc/>
    public override string MetricName => _objective.MetricName;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A schedule lasts for the whole run, whose length is not known; the message names the option to set.</exception>
    public override void Start(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        GradientClipping?.Validate();
        MovingAverage?.Validate();
        for (int i = 0; i < _baseRates.Length; i++)
        {
            _optimizer.Groups[i].LearningRate = _baseRates[i];
        }

        long? steps = (plan.BatchesPerEpoch + AccumulationSteps - 1) / AccumulationSteps;
        _schedule = Schedule is null ? null : new ScheduleState(Schedule, _optimizer.Groups, plan with { BatchesPerEpoch = steps });
        _average = MovingAverage is null ? null : new AveragedWeights(MovingAverage, Parameters);
        (_pending, _pendingWeight, _normSum, _normCount, _lastRate) = (0, 0, 0, 0, null);
        _isStarted = true;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="Start"/> was not called though there is a schedule or a moving average.</exception>
    public override float Step(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!_isStarted && (Schedule is not null || MovingAverage is not null))
        {
            throw new InvalidOperationException("Call Start before the first step: the schedule and the moving average begin there.");
        }

        _objective.CheckLabels(CopyLabels(batch));
        _tape.Clear();
        if (_stepContext?.Scope != batch.Scope)
        {
            _stepContext = new ForwardContext(batch.Scope, _tape, training: true, _random);
        }

        ForwardContext context = _stepContext;
        Tensor loss = _objective.Loss(context, _module.Forward(context, batch.Features), batch);
        float value = loss.ToScalar();
        if (!float.IsFinite(value))
        {
            return value;
        }

        if (_pending == 0)
        {
            _optimizer.ClearGradients();
        }

        Tensor? upstream = null;
        if (AccumulationSteps > 1)
        {
            // The mean over several batches' rows: each batch's mean times its weight, in the end divided by the sum of the weights.
            double weight = _objective.LossWeight(batch);
            upstream = batch.Scope.From([(float)weight], s_scalar);
            _pendingWeight += weight;
        }

        _tape.Backward(loss, batch.Scope, upstream);
        _pending++;
        return _pending < AccumulationSteps || Update() ? value : float.NaN;
    }

    /// <inheritdoc/>
    public override double LossWeight(Batch batch) => _objective.LossWeight(batch);

    /// <inheritdoc/>
    public override bool EndEpoch()
    {
        if (_pending > 0 && !Update())
        {
            return false;
        }

        _schedule?.EndEpoch();
        return true;
    }

    /// <inheritdoc/>
    public override void BeginEvaluation()
    {
        _average?.Swap();
        _isEvaluating = true;
    }

    /// <inheritdoc/>
    public override void EndEvaluation()
    {
        _average?.Swap();
        _isEvaluating = false;
    }

    /// <inheritdoc/>
    public override void Observe(double loss)
    {
        _schedule?.Observe(loss);
        (_normSum, _normCount) = (0, 0);
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _optimizer.Save(state, "optimizer");
        _schedule?.Save(state, "schedule");
        _average?.Save(state, "average");
        state.Add("random", _random.State);
        state.Add("rate", (double)LearningRate);
        state.Add("norm.sum", _normSum);
        state.Add("norm.count", _normCount);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _optimizer.Load(state, "optimizer");
        _schedule?.Load(state, "schedule");
        _average?.Load(state, "average");
        _random.State = state.Random("random");
        _lastRate = (float)state.Number("rate");
        _normSum = state.Number("norm.sum");
        _normCount = checked((int)state.Count("norm.count"));
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
        (double metric, double metricWeight) = _objective.BatchMetric(scores, labels, weights, batch);
        double lossWeight = _objective.LossWeight(batch);
        return new BatchEvaluation(loss * lossWeight, lossWeight, metric, metricWeight);
    }

    /// <inheritdoc/>
    public override double Metric(double mean) => _objective.Metric(mean);

    /// <summary>Makes a step of what is pending. False where the gradients are not finite, which only clipping sees: then nothing has been changed.</summary>
    private bool Update()
    {
        double scale = AccumulationSteps == 1 ? 1 : _pendingWeight > 0 ? 1 / _pendingWeight : 0;
        (_pending, _pendingWeight) = (0, 0);
        double norm = _optimizer.ScaleGradients(scale, GradientClipping);
        if (!double.IsFinite(norm))
        {
            return false;
        }

        if (GradientClipping is not null)
        {
            _normSum += norm;
            _normCount++;
        }

        _lastRate = _optimizer.Groups[0].LearningRate;
        _optimizer.Step();
        _average?.Add(Device);
        _schedule?.EndStep();
        return true;
    }

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
