using MLExtensions.Networks;

namespace MLExtensions.Tests.Citizenship;

/// <summary>Hands each report to a function, on the training's own thread.</summary>
internal sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
