using MLExtensions.Networks;

namespace MLExtensions.AutoML;

/// <summary>Hands a network's progress on as it comes, on the training thread: <see cref="Progress{T}"/> would hand it to the thread pool.</summary>
/// <param name="handlers">Who is told.</param>
internal sealed class EpochRelay(Action<TrainingProgress> handlers) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => handlers(value);
}
