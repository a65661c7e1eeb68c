using MLExtensions.Networks;
using MLExtensions.Persistence;
using Microsoft.ML.Runtime;

namespace MLExtensions;

/// <summary>Tells MLContext.Log and the user's own progress of each epoch, and passes on <c>MLContext.CancelExecution</c>.</summary>
internal sealed class TrainingReporter(
    IHost host, IChannel channel, IProgress<TrainingProgress>? progress, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        channel.Info(MessageSensitivity.None, value.ToString());
        progress?.Report(value);
        if (MLNetInternals.IsCanceled(host))
        {
            cancellation.Cancel();
        }
    }
}
