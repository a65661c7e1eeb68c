namespace MLExtensions.AutoML;

/// <summary>A trial of ML.NET's own experiment failed, was recorded, and the search goes on: what <c>IMonitor.ReportFailTrial</c> is told.</summary>
/// <remarks>It is an <see cref="OperationCanceledException"/> because AutoML ends its search at any other exception of a first trial.</remarks>
public sealed class TrialFailedException : OperationCanceledException
{
    /// <summary>An exception without a record.</summary>
    public TrialFailedException()
        : this("The trial failed.")
    {
    }

    /// <param name="message">The reason.</param>
    public TrialFailedException(string message)
        : base(message)
    {
    }

    /// <param name="message">The reason.</param>
    /// <param name="innerException">What the trial threw.</param>
    public TrialFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What is known of the trial; null where the exception was made without one.</summary>
    public TrialRecord? Record { get; init; }
}
