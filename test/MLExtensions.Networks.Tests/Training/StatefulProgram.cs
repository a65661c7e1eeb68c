using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>
/// A program with everything that a checkpoint has to carry, on three weights: noise from random numbers, momentum, gradients added up over two batches,
/// averaged weights that are measured and kept, a buffer, and a rate that falls when the loss does not.
/// </summary>
internal sealed class StatefulProgram : TrainingProgram
{
    private readonly Parameter _weight = new("weight", [3]);
    private readonly Parameter _mean = new("mean", [1]);
    private readonly Parameter _momentum = new("momentum", [3]);
    private readonly Parameter _average = new("average", [3]);
    private readonly float[] _gradient = new float[3];
    private readonly float[] _trained = new float[3];
    private readonly Philox _noise = new(5, 2);
    private float _rate = 0.1f;
    private double _lastLoss = double.PositiveInfinity;
    private long _batches;
    private int _pending;
    private bool _evaluating;

    public int BatchesToAdd { get; init; } = 2;

    public Action<int>? OnStep { get; init; }

    public Action? OnEvaluate { get; init; }

    public int Steps { get; private set; }

    public TrainingPlan? Plan { get; private set; }

    public override Device Device => CpuDevice.Default;

    public override IReadOnlyList<Parameter> Parameters => [_weight];

    public override IReadOnlyList<Parameter> Buffers => [_mean];

    public override bool IsSettled => _pending == 0;

    public override float LearningRate => _rate;

    public override string MetricName => "Metric";

    /// <summary>All that the run leaves, as bits.</summary>
    public int[] Bits => [.. _weight.Values.ToArray().Concat(_mean.Values.ToArray()).Select(BitConverter.SingleToInt32Bits)];

    public override void Start(TrainingPlan plan) => Plan = plan;

    public override float Step(Batch batch)
    {
        Assert.IsFalse(_evaluating);
        float[] rows = batch.Features.ToArray();
        float loss = 0;
        foreach (float row in rows)
        {
            for (int i = 0; i < 3; i++)
            {
                float error = _weight.Values[i] - (row * (i + 1)) + (0.1f * _noise.NextGaussian());
                loss += error * error;
                _gradient[i] += error;
            }
        }

        _mean.Values[0] = (0.9f * _mean.Values[0]) + (0.1f * rows[0]);
        _batches++;
        if (++_pending == BatchesToAdd)
        {
            Update();
        }

        Steps++;
        OnStep?.Invoke(Steps);
        return loss / rows.Length;
    }

    public override bool EndEpoch()
    {
        if (_pending > 0)
        {
            Update();
        }

        return true;
    }

    public override void BeginEvaluation()
    {
        Assert.AreEqual(0, _pending);
        _evaluating = true;
        _weight.Values.CopyTo(_trained);
        _average.Values.CopyTo(_weight.Values);
    }

    public override void EndEvaluation()
    {
        _evaluating = false;
        _trained.CopyTo(_weight.Values);
    }

    public override void Observe(double loss)
    {
        Assert.IsFalse(_evaluating);
        _rate *= loss < _lastLoss ? 1 : 0.7f;
        _lastLoss = loss;
    }

    public override BatchEvaluation Evaluate(Batch batch)
    {
        Assert.IsTrue(_evaluating);
        OnEvaluate?.Invoke();
        double loss = batch.Features.ToArray().Sum(row => Math.Pow(_weight.Values[0] - row, 2));
        return new BatchEvaluation(loss, batch.TotalWeight, _weight.Values[1], batch.TotalWeight);
    }

    public override void Save(TrainingState state)
    {
        Assert.AreEqual(0, _pending);
        Assert.IsFalse(_evaluating);
        state.Add("momentum", _momentum);
        state.Add("average", _average);
        state.Add("batches", _batches);
        state.Add("rate", _rate);
        state.Add("lastLoss", _lastLoss);
        state.Add("noise", _noise.State);
    }

    public override void Load(TrainingState state)
    {
        Assert.IsNotNull(Plan);
        state.CopyTo("momentum", _momentum);
        state.CopyTo("average", _average);
        _batches = state.Count("batches");
        _rate = (float)state.Number("rate");
        _lastLoss = state.Number("lastLoss");
        _noise.State = state.Random("noise");
    }

    private void Update()
    {
        for (int i = 0; i < 3; i++)
        {
            _momentum.Values[i] = (0.9f * _momentum.Values[i]) + _gradient[i];
            _weight.Values[i] -= _rate / (10 + _batches) * _momentum.Values[i];
            _average.Values[i] = (0.8f * _average.Values[i]) + (0.2f * _weight.Values[i]);
        }

        _gradient.AsSpan().Clear();
        _pending = 0;
    }
}
