using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>A program without a network: its one weight counts the steps, and its losses are given beforehand.</summary>
internal sealed class ScriptedProgram : TrainingProgram
{
    private readonly Parameter _weight = new("weight", [1]);

    public List<float[]> Batches { get; } = [];

    public Func<int, float> StepLoss { get; init; } = _ => 1;

    public Func<int, float> WeightAfterStep { get; init; } = step => step;

    /// <summary>The validation loss by the number of steps made so far and the batch's first feature.</summary>
    public Func<int, float, double> ValidationLoss { get; init; } = (_, _) => 1;

    public Action<int>? OnStep { get; init; }

    public int Steps { get; private set; }

    public float Weight => _weight.Values[0];

    public override Device Device => CpuDevice.Default;

    public override IReadOnlyList<Parameter> Parameters => [_weight];

    public override float LearningRate => 0.5f;

    public override string MetricName => "Metric";

    public override float Step(Batch batch)
    {
        Steps++;
        Batches.Add(batch.Features.ToArray());
        _weight.Values[0] = WeightAfterStep(Steps);
        OnStep?.Invoke(Steps);
        return StepLoss(Steps);
    }

    public override BatchEvaluation Evaluate(Batch batch)
    {
        double loss = ValidationLoss(Steps, batch.Features.ToArray()[0]);
        return new BatchEvaluation(loss * batch.TotalWeight, batch.TotalWeight, 0, batch.TotalWeight);
    }
}
