using System.Reflection;
using MLExtensions.Networks;

namespace MLExtensions.AutoML;

/// <summary>What an exception says about a trial.</summary>
internal static class TrialFailure
{
    public static (TrialStatus Status, string Reason) Explain(Exception exception)
    {
        if (Find<OutOfMemoryException>(exception) is { } outOfMemory)
        {
            return (TrialStatus.OutOfMemory, $"It ran out of memory: {OneLine(outOfMemory.Message)}");
        }

        var cause = Cause(exception);
        return cause is InvalidOperationException && cause.Message.StartsWith(TrainingLoop.DivergedAtOnce, StringComparison.Ordinal)
            ? (TrialStatus.Diverged, OneLine(cause.Message))
            : (TrialStatus.Failed, $"{cause.GetType().Name}: {OneLine(cause.Message)}");
    }

    /// <summary>What is wrapped by those who only pass it on.</summary>
    public static Exception Cause(Exception exception) => exception is TargetInvocationException or AggregateException && exception.InnerException is { } inner ? Cause(inner) : exception;

    private static T? Find<T>(Exception? exception)
        where T : Exception =>
        exception switch
        {
            null => null,
            T found => found,
            AggregateException aggregate => aggregate.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
            _ => Find<T>(exception.InnerException),
        };

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
