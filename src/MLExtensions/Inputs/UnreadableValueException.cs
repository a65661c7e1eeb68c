namespace MLExtensions;

/// <summary>A value of a feature column cannot be read: in training that is an error, in scoring the row has no score.</summary>
internal sealed class UnreadableValueException(string message, Exception? inner = null) : Exception(message, inner);
