namespace MLExtensions.AutoML;

/// <summary>A worker process cannot be used at all: it does not start, is not the same search, or never says that it is ready. No trial can run; the search ends.</summary>
internal sealed class WorkerStartException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
